import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  decodePrediction,
  encodeFeatures,
  encodeTarget,
  makeDataset,
  readTable,
  recordsToColumns,
} from '../../src/data';
import { fitFeature, fitTarget } from '../../src/data/pipeline/fit';
import { fitScale } from '../../src/data/pipeline/fit-scale';
import { missingOf, scaler, unitOf } from '../../src/data/pipeline/scales';
import { momentsOf, quantile, quartilesOf } from '../../src/data/pipeline/statistics';
import type { Column, Scale, Scaling, Transform } from '../../src/spec';

import { fails, upTo } from './helpers';

type Positions = Extract<Transform, { kind: 'positions' }>;
type Of<K extends Scale['kind']> = Extract<Scale, { kind: K }>;

const of = (n: number, value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-300), `${actual} ≠ ${expected}`);
const array = (rows: readonly (readonly number[])[], shape: readonly number[] = [rows[0]!.length]): Column => ({
  name: 'a',
  type: 'tensor',
  data: Float32Array.from(rows.flat()),
  shape,
});
const feature = (column: Column, rows: number, scaling?: Scaling) => fitFeature(column, upTo(rows), scaling)!;

describe('the scale of a number', () => {
  it('is relative: a tiny unit is no constant, in float64', () => {
    for (const unit of [1e-13, 1e-40, 1e-200, 1e-300, 1e13, 1e37]) {
      const scale = fitScale(of(100, i => i * unit)) as Of<'standardize'>;
      assert.equal(scale.kind, 'standardize');
      near(scale.mean, 49.5 * unit);
      near(scale.std, Math.sqrt((100 ** 2 - 1) / 12) * unit);
      near(scaler(scale)(99 * unit), 49.5 / Math.sqrt(9999 / 12));
    }
    const drift = of(100, i => 1e7 + (i % 2 ? 3e-6 : -3e-6));
    near((fitScale(drift) as { std: number }).std, 3e-6, 1e-3);
    near(scaler(fitScale(drift))(drift[1]!), 1, 1e-3);
  });

  it('takes for one number what differs by rounding only', () => {
    assert.deepEqual(
      fitScale(
        of(9, i => (i % 2 ? 0.1 + 0.2 : 0.3)),
        'standard',
      ),
      {
        kind: 'standardize',
        mean: momentsOf(of(9, i => (i % 2 ? 0.1 + 0.2 : 0.3))).mean,
        std: 1,
      },
    );
    for (const value of [0, 7, 1e-40, 1e7, 0.1])
      for (const wanted of ['standard', 'robust', 'minmax', 'log', 'quantile'] as const)
        assert.equal(
          scaler(
            fitScale(
              of(5, () => value),
              wanted,
            ),
          )(value),
          0,
        );
  });

  it('has the moments of numpy, whatever the unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 50 }),
        fc.constantFrom(1, 2 ** -400, 2 ** -900, 2 ** 90),
        (list, unit) => {
          const values = Float64Array.from(list, v => Math.fround(v));
          const { mean, std } = momentsOf(values);
          const scaled = momentsOf(values.map(v => v * unit));
          near(scaled.mean, mean * unit, 1e-12);
          near(scaled.std, std * unit, 1e-12);
        },
      ),
    );
  });

  it('has the quartiles of numpy.quantile', () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [.25, .5, .75]) = 1.75, 3.5, 5.25
    const sorted = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6).sort();
    assert.deepEqual(
      [0.25, 0.5, 0.75].map(q => quantile(sorted, q)),
      [1.75, 3.5, 5.25],
    );
    assert.deepEqual(quartilesOf(sorted), { median: 3.5, iqr: 3.5 });
  });

  it('is robust where outliers rule, and bends them inwards as RealMLP does', () => {
    const values = of(1000, i => (i % 50 === 0 ? 1e7 : i % 10));
    const scale = fitScale(values);
    assert.equal(scale.kind, 'robust');
    const z = scaler(scale);
    const { median, iqr } = scale as Of<'robust'>;
    near(z(9), (9 - median) / iqr / Math.sqrt(1 + ((9 - median) / iqr / 3) ** 2));
    assert.ok(z(9) - z(0) > 1, 'most values are told apart');
    for (const far of [1e7, 1e30, 1e300, Number.MAX_VALUE]) {
      assert.ok(z(far) > 2.9 && z(far) <= 3);
      near(z(2 * median - far), -z(far));
    }
    assert.equal(missingOf(scale), median);
    // Mostly 0, some counts, and outliers: the middle half is one value.
    assert.equal(fitScale(of(1000, i => (i % 50 === 0 ? 1e7 : i % 5 === 0 ? i % 100 : 0))).kind, 'robust');
  });

  it('is by mean and deviation where nothing lies far out', () => {
    const normal = of(
      1000,
      i => Math.sqrt(-2 * Math.log((i + 0.5) / 1000)) * Math.cos(2 * Math.PI * ((i * 0.618) % 1)),
    );
    assert.equal(fitScale(normal).kind, 'standardize');
    assert.equal(fitScale(normal.map(v => Math.exp(v))).kind, 'standardize', 'incomes');
    assert.equal(fitScale(of(100, i => (i === 0 ? 5 : 0))).kind, 'standardize', 'a rare count');
  });

  it('by rank: the shares of sklearn.preprocessing.QuantileTransformer, with standard deviation 1', () => {
    const scale = scaler(
      fitScale(
        of(101, i => i * i),
        'quantile',
      ),
    );
    // QuantileTransformer(n_quantiles=101).fit(squares of 0 … 100).transform(…)
    for (const [value, share] of [
      [0, 0],
      [2, 0.0133333333],
      [90, 0.0947368421],
      [2500, 0.5],
      [9801, 0.99],
      [1e6, 1],
      [-3, 0],
    ])
      near(scale(value!), Math.sqrt(12) * (share! - 0.5), 1e-8);
    const many = scaler(
      fitScale(
        of(1000, i => (i < 500 ? 0 : i)),
        'quantile',
      ),
    );
    near(many(0), Math.sqrt(12) * (0.245 - 0.5)); // a value that repeats is in the middle of its ranks
  });

  it('by magnitude: powers of ten are evenly apart, on both sides of 0, whatever the unit', () => {
    for (const unit of [1, 1e-9, 1e20]) {
      const values = of(1000, i => unit * 10 ** (i % 10) * (i % 2 ? 1 : -1));
      const scale = scaler(fitScale(values, 'log'));
      const steps = [4, 5, 6, 7].map(power => scale(unit * 10 ** (power + 1)) - scale(unit * 10 ** power));
      for (const step of steps) near(step, steps[0]!, 1e-3);
      assert.ok(scale(-unit) < scale(0) && scale(0) < scale(unit));
    }
  });

  it('never gives NaN or infinity, and targets come back', () => {
    const number = fc.oneof(fc.double({ min: -3.4e38, max: 3.4e38, noNaN: true }), fc.constantFrom(0, 1e-320, 1e7));
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 20 }),
        fc.constantFrom<Scaling | undefined>(undefined, 'standard', 'robust', 'minmax', 'log', 'quantile', 'none'),
        (list, wanted) => {
          const scale = fitScale(Float64Array.from(list), wanted);
          for (const value of [...list, missingOf(scale)]) {
            const scaled = scaler(scale)(value);
            assert.ok(Number.isFinite(scaled));
            const unit = unitOf(scale);
            const size = Math.max(...list.map(Math.abs), 1e-300);
            if (unit) assert.ok(Math.abs(scaled * unit.factor + unit.shift - value) <= 1e-14 * size + 1e-320);
          }
        },
      ),
    );
  });
});

describe('the scale of an array', () => {
  it('is by position where the units have nothing to do with each other', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [300 + i / 60, 1e5 * (i % 7), i % 20 === 0 ? 1e7 : i]);
    const found = feature(array(rows), 60);
    assert.equal(found.transform.kind, 'positions');
    const { scales } = found.transform as Positions;
    assert.deepEqual(
      scales.map(s => s.kind),
      ['standardize', 'standardize', 'robust'],
    );
    const { data } = encodeFeatures({ version: 1, features: [found], targets: [] }, null, [array(rows)], upTo(60));
    for (let at = 0; at < 2; at++) {
      const { mean, std } = momentsOf(of(60, i => data[3 * i + at]!));
      assert.ok(Math.abs(mean) < 1e-4);
      near(std, 1, 1e-4);
    }
  });

  it('is by channel where there are steps, and as a whole where it is a signal', () => {
    const steps = Array.from({ length: 20 }, (_, i) => [i, 1000 + i, i + 1, 1010 + i, i + 2, 1020 + i]);
    const channels = feature(array(steps, [3, 2]), 20).transform as Positions;
    assert.equal(channels.kind, 'positions');
    assert.equal(channels.scales.length, 2);
    const signal = Array.from({ length: 50 }, (_, i) => Array.from({ length: 40 }, (_, t) => 20 * Math.sin(i + t / 3)));
    assert.equal(feature(array(signal), 50).transform.kind, 'standardize');
    const lone = feature(array(Array.from({ length: 50 }, (_, i) => [300 + i])), 50).transform;
    assert.deepEqual(lone, { kind: 'standardize', mean: 324.5, std: Math.sqrt(2499 / 12) });
  });

  it('is none for pictures, masks and one-hot rows, and bytes become 0 to 1', () => {
    const pixel = (i: number, k: number) => ((i * 31 + k * 17) % 256) / 255;
    const picture = Array.from({ length: 9 }, (_, i) => Array.from({ length: 64 }, (_, k) => pixel(i, k)));
    assert.deepEqual(feature(array(picture, [8, 8, 1]), 9).transform, { kind: 'identity' });
    const bytes = picture.map(row => row.map(value => Math.round(value * 255)));
    const scaled = feature(array(bytes, [8, 8, 1]), 9);
    assert.deepEqual(scaled.transform, { kind: 'minmax', min: 0, range: 255, mean: 0 });
    const pipeline = { version: 1 as const, features: [scaled], targets: [] };
    const { data } = encodeFeatures(pipeline, null, [array(bytes, [8, 8, 1])], upTo(9));
    data.forEach((value, i) => void near(value, picture.flat()[i]!, 1e-6));
    for (const rows of [
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
      [
        [-1, 0.5],
        [1, -0.25],
      ],
    ])
      assert.deepEqual(feature(array(rows), 2).transform, { kind: 'identity' });
    // In the same range, but too small to be seen beside the other.
    assert.equal(
      feature(
        array([
          [1, 1e-6],
          [-1, 3e-6],
          [0, 2e-6],
        ]),
        3,
      ).transform.kind,
      'positions',
    );
  });

  it('is what the user says', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [300 + i, 1e5 * (i % 7)]);
    assert.deepEqual(feature(array(rows), 60, 'none').transform, { kind: 'identity' });
    const { scales } = feature(array(rows), 60, 'minmax').transform as Positions;
    assert.deepEqual(scales[0], { kind: 'minmax', min: 300, range: 59, mean: 329.5 });
  });

  it('of a target is undone in the answer, and numbers from 0 to 1 stay', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [1000 + 100 * i, i / 60]);
    const column = array(rows);
    const target = fitTarget(column, upTo(60));
    assert.equal(target.transform.kind, 'positions');
    const { data, shape } = encodeTarget(target, 'number', [column], upTo(60));
    const back = decodePrediction(target, data as Float32Array, shape, 'label') as number[][];
    back.forEach((answer, i) => {
      near(answer[0]!, rows[i]![0]!, 1e-5);
      assert.ok(Math.abs(answer[1]! - rows[i]![1]!) < 1e-6);
    });
    const shares = array(Array.from({ length: 9 }, (_, i) => [i / 9, 1 - i / 9]));
    assert.deepEqual(fitTarget(shares, upTo(9)).transform, { kind: 'identity' });
  });

  it('is not asked of what is looked up: by index, arrays are as they are', () => {
    const column = array([
      [3, 17],
      [250, 4],
    ]);
    const found = feature(column, 2);
    assert.notEqual(found.transform.kind, 'identity');
    const { data } = encodeFeatures({ version: 1, features: [found], targets: [] }, null, [column], upTo(2), 'index');
    assert.deepEqual([...data], [3, 17, 250, 4]);
  });
});

describe('the scaling of a column that the user sets', () => {
  const records = Array.from({ length: 40 }, (_, i) => ({ a: i, c: i % 2 ? 'x' : 'y', y: 10 * i }));
  const make = async (name: string, scaling: unknown, target = 'y') =>
    makeDataset(await readTable({ records }), {
      targets: [target],
      columns: [{ name, scaling: scaling as Scaling }],
    });

  it('decides the transform, of features and targets', async () => {
    for (const [scaling, kind] of [
      ['standard', 'standardize'],
      ['robust', 'robust'],
      ['minmax', 'minmax'],
      ['none', 'identity'],
    ] as const)
      assert.equal((await make('a', scaling)).pipeline.features.find(f => f.name === 'a')!.transform.kind, kind);
    const { pipeline } = await make('y', 'minmax');
    assert.equal(pipeline.targets[0]!.transform.kind, 'minmax');
    const [answer] = decodePrediction(pipeline.targets[0]!, Float32Array.of(0.5), [1, 1], 'label');
    const { min, range } = pipeline.targets[0]!.transform as Of<'minmax'>;
    assert.equal(answer, min + range / 2);
  });

  it('fills what is missing with what stands for the column', async () => {
    const { pipeline } = await make('a', 'minmax');
    const { columns } = recordsToColumns(pipeline, { a: null, c: 'x' });
    const { min, range, mean } = pipeline.features[0]!.transform as Of<'minmax'>;
    assert.equal(encodeFeatures(pipeline, ['a'], columns, upTo(1)).data[0], Math.fround((mean - min) / range));
  });

  it('is refused where it cannot be', async () => {
    await fails(
      make('a', 'square'),
      'the scaling of column "a" must be standard, robust, minmax, log, quantile, none',
      '"square"',
    );
    await fails(make('c', 'minmax'), 'column "c" is of the type category, which is not scaled');
    await fails(make('y', 'robust'), 'column "y" is a target', 'standard, minmax or none');
  });
});

describe('the summary of a dataset', () => {
  const findings = async (records: readonly object[], options: Partial<Parameters<typeof makeDataset>[1]> = {}) =>
    (await makeDataset(await readTable({ records }), { targets: ['y'], ...options })).body.findings;

  it('says what is scaled otherwise than by mean and deviation, and what float32 does not hold', async () => {
    const records = Array.from({ length: 100 }, (_, i) => ({
      far: i % 20 === 0 ? 1e7 : i / 7,
      list: [300 + i, 1e5 * (i % 7)],
      picture: Array.from({ length: 64 }, (_, k) => ((i + k) % 9) / 8),
      y: i / 3,
    }));
    const { notes, warnings } = await findings(records);
    for (const said of [
      /^column "far": is scaled by its median and interquartile range/,
      /^column "list": each position of its arrays is scaled by itself \(2\)/,
      /^column "picture": its arrays are not scaled/,
    ])
      assert.ok(
        notes.some(note => said.test(note)),
        `${said} in ${notes.join(' | ')}`,
      );
    assert.deepEqual(warnings, []);
    const tiny = records.map(({ y }) => ({ x: y * 1e-41, y }));
    assert.deepEqual((await findings(tiny)).warnings, []);
    const unscaled = await findings(tiny, { columns: [{ name: 'x', scaling: 'none' }] });
    assert.match(unscaled.warnings[0]!, /^column "x": its numbers are at most 3.3e-40, which a float32 does not hold/);
  });
});

describe('a tiny column of a file', () => {
  it('is read and scaled: 04-feature-1e-13', async () => {
    const text = readFileSync(join(__dirname, '../cases/tables/04-feature-1e-13.csv'));
    const { pipeline } = await makeDataset(await readTable({ text }), { targets: ['y'] });
    const transform = pipeline.features[0]!.transform as Of<'standardize'>;
    assert.equal(transform.kind, 'standardize');
    assert.ok(transform.std < 1e-10);
  });
});
