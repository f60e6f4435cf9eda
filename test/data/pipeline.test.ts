import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  decodePrediction,
  encodeFeatures,
  encodeTarget,
  exampleData,
  inputShape,
  makeDataset,
  recordsToColumns,
  usedColumns,
} from '../../src/data';
import { Pacer } from '../../src/data/pace';
import { fitFeature, fitTarget } from '../../src/data/pipeline/fit';
import { fitPipeline } from '../../src/data/pipeline/fit-pipeline';
import type { Column, TargetPipeline } from '../../src/spec';

import { datasetOf, fails, featuresOf, upTo } from './helpers';

const oracle = JSON.parse(readFileSync(join(__dirname, '../oracle/data.json'), 'utf8')).penguins as {
  train: number;
  numeric: string[];
  mean: number[];
  std: number[];
  islands: string[];
  rows: number[];
  encoded: number[][];
};
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6) => {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++)
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= tolerance * Math.max(1, Math.abs(expected[i]!)),
      `[${i}] ${actual[i]} ≠ ${expected[i]}`,
    );
};
const numbers = (name: string, ...values: number[]): Column => ({
  name,
  type: 'number',
  data: Float64Array.from(values),
});
const dates = (...texts: string[]): Column => ({
  name: 't',
  type: 'date',
  data: Float64Array.from(texts, t => Date.parse(t)),
});

describe('the pipeline', () => {
  it('fits and encodes the penguins as scikit-learn does', async () => {
    const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species'] });
    const { pipeline } = await fitPipeline(dataset.body.columns, upTo(oracle.train), {
      targets: ['Species'],
      scalings: new Map(),
      pacer: new Pacer(),
    });
    const scales = oracle.numeric.map(name => pipeline.features.find(f => f.name === name)!.transform) as {
      mean: number;
      std: number;
    }[];
    close(
      scales.map(s => s.mean),
      oracle.mean,
      1e-12,
    );
    close(
      scales.map(s => s.std),
      oracle.std,
      1e-12,
    );
    const island = pipeline.features.find(f => f.name === 'Island')!;
    assert.deepEqual(island.transform, { kind: 'one-hot', categories: oracle.islands });
    const { data, shape } = encodeFeatures(
      pipeline,
      ['Island', ...oracle.numeric],
      dataset,
      Int32Array.from(oracle.rows),
    );
    assert.deepEqual(shape, [oracle.rows.length, oracle.encoded[0]!.length]);
    close(data, oracle.encoded.flat());
  });

  it('learns from the training rows only', () => {
    const column = numbers('a', 1, 3, 1000);
    const category: Column = { name: 'c', type: 'category', data: Int32Array.of(1, 1, 0), labels: ['late', 'seen'] };
    const { features } = featuresOf([column, category], upTo(2));
    assert.deepEqual(
      features.map(f => f.transform),
      [
        { kind: 'standardize', mean: 2, std: 1 },
        { kind: 'one-hot', categories: ['seen'] },
      ],
    );
    const { data } = encodeFeatures({ version: 1, features, targets: [] }, null, [column, category], upTo(3));
    assert.deepEqual([...data], [-1, 1, 1, 1, 998, 0]);
  });

  it('answers what is missing: mean, no category, the commoner boolean', () => {
    const columns: Column[] = [
      numbers('n', 2, 4, Number.NaN),
      { name: 'c', type: 'category', data: Int32Array.of(0, 1, -1), labels: ['x', 'y'] },
      { name: 'b', type: 'boolean', data: Int32Array.of(1, 1, -1), labels: ['no', 'yes'] },
    ];
    const pipeline = featuresOf(columns, upTo(3));
    assert.deepEqual([...encodeFeatures(pipeline, null, columns, Int32Array.of(2)).data], [0, 0, 0, 1]);
  });

  it('leaves out what has no value in the training rows, and keeps a constant harmless', () => {
    const columns = [numbers('gone', Number.NaN, Number.NaN, 5), numbers('same', 7, 7, 7)];
    const pipeline = featuresOf(columns, upTo(2));
    assert.deepEqual(
      pipeline.features.map(f => f.name),
      ['same'],
    );
    assert.deepEqual([...encodeFeatures(pipeline, null, columns, upTo(3)).data], [0, 0, 0]);
  });

  it('keeps of a date the parts that tell rows apart', () => {
    const width = (...texts: string[]) => fitFeature(dates(...texts), upTo(texts.length))!;
    assert.deepEqual(width('1970-01-01', '1971-01-01').shape, [1]);
    assert.deepEqual(width('2024-01-01', '2024-03-01').shape, [3]);
    assert.deepEqual(width('2024-01-01', '2024-01-05', '2024-02-01').shape, [5]);
    assert.deepEqual(width('2024-01-01', '2024-02-02T06:30Z').shape, [7]);
    const column = dates('2023-12-31T18:00Z', '2025-03-05T00:00Z');
    const pipeline = featuresOf([column], upTo(2));
    // 2023: (2023 − 2024) / 1; December: 11/12 of the circle; Sunday: 0; 18 o'clock: three quarters
    close(encodeFeatures(pipeline, null, [column], Int32Array.of(0)).data, [-1, -0.5, Math.sqrt(3) / 2, 0, 1, -1, 0]);
  });

  it('has for every row as many numbers as its shape says', () => {
    const column = fc.oneof(
      fc.record({
        type: fc.constant('number' as const),
        data: fc.array(fc.double({ min: -3.4e38, max: 3.4e38 }), { minLength: 6, maxLength: 6 }),
      }),
      fc.record({
        type: fc.constant('category' as const),
        data: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 6, maxLength: 6 }),
      }),
      fc.record({
        type: fc.constant('date' as const),
        data: fc.array(fc.integer({ min: 0, max: 2e12 }), { minLength: 6, maxLength: 6 }),
      }),
      fc.record({
        type: fc.constant('tensor' as const),
        data: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 24, maxLength: 24 }), // as every reader gives them
      }),
    );
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 6 }), (specs, train) => {
        const columns = specs.map(({ type, data }, i): Column => {
          const name = `c${i}`;
          if (type === 'tensor') return { name, type, data: Float32Array.from(data), shape: [2, 2] };
          if (type === 'category') return { name, type, data: Int32Array.from(data), labels: ['a', 'b', 'c', 'd'] };
          return { name, type, data: Float64Array.from(data) };
        });
        const pipeline = featuresOf(columns, upTo(train));
        if (pipeline.features.length === 0) return;
        const { data, shape } = encodeFeatures(pipeline, null, columns, upTo(6));
        assert.deepEqual(shape, [6, ...inputShape(pipeline, null)]);
        assert.equal(
          data.length,
          shape.reduce((a, d) => a * d, 1),
        );
        assert.ok(data.every(value => !Number.isNaN(value)));
        // Columns stand side by side: each is the same as when it is asked for alone.
        const stride = data.length / 6;
        let offset = 0;
        for (const { name, shape: own } of pipeline.features) {
          const width = own.reduce((a, d) => a * d, 1);
          const alone = encodeFeatures(pipeline, [name], columns, upTo(6)).data;
          for (let row = 0; row < 6; row++)
            for (let k = 0; k < width; k++) assert.equal(data[row * stride + offset + k], alone[row * width + k]);
          offset += width;
        }
      }),
    );
  });

  it('keeps the shape of a lone array column, and puts several side by side', () => {
    const image: Column = { name: 'image', type: 'tensor', data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] };
    const pipeline = featuresOf([image, numbers('n', 5)], upTo(1));
    assert.deepEqual(inputShape(pipeline, ['image']), [2, 2]);
    assert.deepEqual(inputShape(pipeline, null), [5]);
    assert.throws(() => inputShape(pipeline, ['Image']), /did you mean "image"/);
  });

  it('does not take a column of another type for the one it was trained with', async () => {
    const pipeline = featuresOf([numbers('a', 1, 2)], upTo(2));
    const text: Column = { name: 'a', type: 'category', data: Int32Array.of(0), labels: ['x'] };
    await fails(
      () => encodeFeatures(pipeline, null, [text], upTo(1)),
      'column "a" must be of the type number',
      'received category',
    );
    await fails(() => encodeFeatures(pipeline, null, [numbers('b', 1)], upTo(1)), 'column "a" is missing');
  });

  it('gives training only the columns that it reads', async () => {
    const data = Array.from({ length: 30 }, (_, i) => ({ a: i, note: `a long text ${i}`, y: i % 2 ? 'p' : 'q' }));
    const dataset = await datasetOf(data, { targets: ['y'] });
    assert.deepEqual(
      usedColumns(dataset).map(c => c.name),
      ['a', 'y'],
    );
  });
});

describe('targets', () => {
  const target = (column: Column, train = column.data.length): TargetPipeline => fitTarget(column, upTo(train));
  const species: Column = { name: 'y', type: 'category', data: Int32Array.of(2, 0, 1), labels: ['a', 'b', 'c'] };
  const paid: Column = { name: 'y', type: 'boolean', data: Int32Array.of(1, 0), labels: ['no', 'yes'] };

  it('are encoded as losses want them', () => {
    assert.deepEqual(encodeTarget(target(species), 'index', [species], upTo(3)), {
      data: Int32Array.of(2, 0, 1),
      shape: [3],
    });
    assert.deepEqual(encodeTarget(target(species), 'one-hot', [species], upTo(2)), {
      data: Float32Array.of(0, 0, 1, 1, 0, 0),
      shape: [2, 3],
    });
    assert.deepEqual(encodeTarget(target(paid), 'number', [paid], upTo(2)), {
      data: Float32Array.of(1, 0),
      shape: [2, 1],
    });
    const price = numbers('y', 10, 30);
    assert.deepEqual(encodeTarget(target(price), 'number', [price], upTo(2)), {
      data: Float32Array.of(-1, 1),
      shape: [2, 1],
    });
    const oneHot: Column = { name: 'y', type: 'tensor', data: Float32Array.of(0, 1, 1, 0), shape: [2] };
    assert.deepEqual(encodeTarget(target(oneHot), 'index', [oneHot], upTo(2)), {
      data: Int32Array.of(1, 0),
      shape: [2],
    });
  });

  it('know all classes, also those that only later rows have', () => {
    assert.deepEqual(target(species, 1).classes, ['a', 'b', 'c']);
  });

  it('refuse a form that does not suit, and a class that the model does not know', async () => {
    await fails(
      () => encodeTarget(target(species), 'number', [species], upTo(3)),
      'a classification target cannot be given as number',
    );
    await fails(
      () => encodeTarget(target(numbers('y', 1, 2)), 'index', [numbers('y', 1)], upTo(1)),
      'cannot be given as index',
    );
    const other: Column = { name: 'y', type: 'category', data: Int32Array.of(0, -1), labels: ['z'] };
    await fails(() => encodeTarget(target(species), 'index', [other], upTo(1)), 'column "y", row 1', 'received "z"');
    await fails(() => encodeTarget(target(species), 'index', [other], Int32Array.of(1)), 'row 2', 'received nothing');
  });

  it('come back as answers', () => {
    const probabilities = Float32Array.of(0.25, 0.5, 0.25);
    assert.deepEqual(decodePrediction(target(species), probabilities, [1, 3], 'scores'), [
      { target: 'y', label: 'b', probability: 0.5, probabilities: { a: 0.25, b: 0.5, c: 0.25 } },
    ]);
    assert.deepEqual(decodePrediction(target(species), probabilities, [1, 3], 'label'), ['b']);
    assert.deepEqual(decodePrediction(target(paid), Float32Array.of(0.25, 0.75), [2, 1], 'scores'), [
      { target: 'y', label: 'no', probability: 0.75, probabilities: { no: 0.75, yes: 0.25 } },
      { target: 'y', label: 'yes', probability: 0.75, probabilities: { no: 0.25, yes: 0.75 } },
    ]);
    assert.deepEqual(decodePrediction(target(paid), Float32Array.of(0.125, 0.875), [1, 2], 'label'), ['yes']);
    const labels: Column = { name: 'y', type: 'tensor', data: Float32Array.of(0, 1, 1, 1), shape: [2] };
    assert.deepEqual(decodePrediction(target(labels), Float32Array.of(0.75, 0.5), [1, 2], 'label'), [['0', '1']]);
    const grid: Column = { name: 'y', type: 'tensor', data: Float32Array.of(0, 1, 2, 3), shape: [2, 2] };
    // One row: its mean is 1.5, its deviation √1.25.
    const seen = Float32Array.of(1, 2, 3, 4).map(value => (value - 1.5) / Math.sqrt(1.25));
    const shown = decodePrediction(target(grid, 1), seen, [1, 2, 2], 'scores') as { value: number[][] }[];
    const rounded = shown.map(answer => ({
      ...answer,
      value: answer.value.map(row => row.map(v => Number(v.toFixed(6)))),
    }));
    assert.deepEqual(rounded, [
      {
        target: 'y',
        value: [
          [1, 2],
          [3, 4],
        ],
      },
    ]);
    assert.throws(() => decodePrediction(target(species), probabilities, [1, 2], 'label').length, /\[rows, 3\]/);
  });

  it('of numbers make the round trip in their own unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 20 }),
        values => {
          const column = numbers('y', ...values);
          const { data, shape } = encodeTarget(target(column), 'number', [column], upTo(values.length));
          const back = decodePrediction(target(column), data as Float32Array, shape, 'label') as number[];
          const spread = Math.max(...values.map(Math.abs), 1);
          for (const [i, value] of back.entries()) assert.ok(Math.abs(value - values[i]!) <= 1e-6 * spread * 10);
        },
      ),
    );
  });

  it('of classes make the round trip, whatever the names', () => {
    const name = fc.string({ minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 2, maxLength: 6 }),
        fc.array(fc.nat(), { minLength: 1 }),
        (labels, picks) => {
          const data = Int32Array.from(picks, pick => pick % labels.length);
          const column: Column = { name: 'y', type: 'category', data, labels };
          const encoded = encodeTarget(target(column), 'one-hot', [column], upTo(picks.length));
          const answers = decodePrediction(target(column), encoded.data as Float32Array, encoded.shape, 'label');
          assert.deepEqual(
            answers,
            [...data].map(code => labels[code]),
          );
        },
      ),
    );
  });
});

describe('yes and no as people write them', () => {
  const words = ['Ja', 'nein', 'ja', '-', 'NEIN', 'yes', 'k.A.', 'no', 'J', '#N/V'];
  const data = Array.from({ length: 60 }, (_, i) => ({ paid: words[i % words.length], y: i % 7 ? 'ja' : 'nein' }));

  it('are one column of yes and no; marks among them are missing, in prediction too, without a warning', async () => {
    const { pipeline, body } = await datasetOf(data, { targets: ['y'], validation: 0, test: 0 });
    const paid = body.columns.find(({ name }) => name === 'paid')!;
    assert.deepEqual([paid.type, paid.labels], ['boolean', ['nein', 'Ja']]);
    assert.deepEqual([...paid.data.subarray(0, 10)], [1, 0, 1, -1, 0, 1, -1, 0, 1, -1]);
    const { columns, warnings } = recordsToColumns(
      pipeline,
      words.map(word => ({ paid: word })),
    );
    assert.deepEqual([...encodeFeatures(pipeline, null, columns, upTo(10)).data], [1, 0, 1, 1, 0, 1, 1, 0, 1, 1]);
    assert.deepEqual(warnings, []);
    // Yes is the positive class in every language.
    assert.deepEqual(pipeline.targets[0]!.transform, { kind: 'boolean', missing: 0, labels: ['nein', 'ja'] });
  });
});

describe('records whose keys are left out where there is no value', () => {
  const data = Array.from({ length: 30 }, (_, i) => ({
    size: i,
    ...(i % 5 > 0 && { customer: { vip: i % 2 === 0 } }),
    y: i,
  }));

  it('are answered as they were trained on; a key written in another way, or no known key, is an error', async () => {
    const { pipeline } = await datasetOf(data, { targets: ['y'] });
    const values = (record: unknown) => recordsToColumns(pipeline, record).columns.map(({ data }) => data[0]);
    assert.deepEqual(values({ size: 3 }), values({ size: 3, customer: { vip: null } }));
    assert.throws(() => values({ size: 3, 'Customer-VIP': true }), /column "customer\.vip", row 1: is missing/);
    assert.throws(() => values({ other: 3 }), /the columns "size", "customer\.vip" are missing/);
    assert.throws(() => values({ customer: { vip: true } }), /column "size", row 1: is missing/);
  });
});

describe('raw records at prediction time', () => {
  const data = Array.from({ length: 30 }, (_, i) => ({
    age: 20 + i,
    city: ['Rome', 'Oslo', '10'][i % 3],
    member: i % 2 ? 'yes' : 'no',
    since: `20${10 + (i % 10)}-01-01`,
    y: i,
  }));
  const encodeAll = async (records: unknown) => {
    const { pipeline } = await datasetOf(data, { targets: ['y'] });
    const { columns, rows, single, warnings } = recordsToColumns(pipeline, records);
    return { data: [...encodeFeatures(pipeline, null, columns, upTo(rows)).data], rows, single, warnings };
  };
  const record = { age: 25, city: 'Oslo', member: 'no', since: '2015-01-01' };

  it('become the same numbers as in training', async () => {
    const dataset = await datasetOf(data, { targets: ['y'] });
    const { columns, rows } = recordsToColumns(dataset.pipeline, data);
    assert.equal(rows, 30);
    assert.deepEqual(
      encodeFeatures(dataset.pipeline, null, columns, upTo(30)),
      encodeFeatures(dataset.pipeline, null, dataset, upTo(30)),
    );
  });

  it('in other writings that mean the same', async () => {
    const expected = await encodeAll(record);
    assert.deepEqual([expected.single, expected.rows, expected.warnings], [true, 1, []]);
    for (const other of [
      { since: new Date('2015-01-01'), member: false, city: ' Oslo ', age: '25', extra: 1 },
      { ...record, member: 'FALSE', age: 25n },
      { ...record, member: 0 },
      [25, 'Oslo', 'no', '2015-01-01'],
    ])
      assert.deepEqual(await encodeAll(other), expected);
    assert.deepEqual((await encodeAll([record, record])).data, [...expected.data, ...expected.data]);
    assert.deepEqual(
      (await encodeAll({ ...record, city: 10 })).data,
      (await encodeAll({ ...record, city: '10' })).data,
    );
  });

  it('null is what the pipeline fills in; a category never seen is none, with a warning', async () => {
    const empty = await encodeAll({ age: null, city: null, member: '', since: 'NA' });
    const [age, ...rest] = empty.data;
    assert.ok(Math.abs(age!) < 1e-9);
    assert.deepEqual(rest, [0, 0, 0, rest[3], 0]);
    const unseen = await encodeAll([
      { ...record, city: 'Atlantis' },
      { ...record, city: 'Atlantis' },
    ]);
    assert.deepEqual(unseen.warnings, ['column "city": "Atlantis" was never seen in training']);
    assert.deepEqual(unseen.data.slice(1, 4), [0, 0, 0]);
    assert.match((await encodeAll({ ...record, member: 'maybe' })).warnings[0]!, /column "member": "maybe"/);
  });

  it('say which column and row is missing or wrong', async () => {
    const { age: _, ...without } = record;
    await fails(encodeAll([record, without]), 'column "age", row 2: is missing');
    await fails(encodeAll([record, { ...record, age: 'old' }]), 'column "age", row 2: expected a', '"old"');
    await fails(encodeAll({ ...record, age: Number.POSITIVE_INFINITY }), 'column "age", row 1', 'Infinity');
    await fails(encodeAll({ ...record, age: { a: 1 } }), 'column "age", row 1', 'an object with a');
    await fails(encodeAll({ ...record, since: '05/06/2024' }), 'column "since", row 1', 'a date');
    await fails(encodeAll({ ...record, city: [1] }), 'column "city"');
    await fails(encodeAll([25, 'Oslo']), 'row 1 has 2 values, the model has 4 features: age, city, member, since');
    await fails(encodeAll([record, 5]), 'row 2 must be a record, received 5');
    for (const nothing of [5, 'text', null, undefined, true]) await fails(encodeAll(nothing), 'payload');
    await fails(encodeAll([]), 'has 0 rows');
    await fails(encodeAll({}), 'row 1: the columns "age", "city", "member", "since" are missing');
  });

  it('arrays and Tensors for one array feature, with and without the axis of rows', async () => {
    const { Tensor } = await import('../../src/values/tensor');
    const features = Array.from({ length: 10 }, (_, i) => [
      [i, 1],
      [2, 3],
    ]);
    const { pipeline } = await datasetOf({ features, targets: features.map((_, i) => i) }, { targets: [] });
    const flat = new Float32Array([7, 1, 2, 3]);
    for (const [payload, single] of [
      [
        [
          [7, 1],
          [2, 3],
        ],
        true,
      ],
      [
        [
          [
            [7, 1],
            [2, 3],
          ],
        ],
        false,
      ],
      [new Tensor(flat, [2, 2]), true],
      [new Tensor(flat, [1, 2, 2]), false],
      [
        {
          features: [
            [7, 1],
            [2, 3],
          ],
        },
        true,
      ],
      [[{ features: new Tensor(flat, [2, 2]) }], false],
    ] as const) {
      const { columns, ...rest } = recordsToColumns(pipeline, payload);
      assert.deepEqual([[...columns[0]!.data], rest.single, rest.rows], [[...flat], single, 1]);
    }
    await fails(() => recordsToColumns(pipeline, [[1, 2, 3]]), 'of shape [2, 2] or [rows, 2, 2]', '[1, 3]');
    await fails(() => recordsToColumns(pipeline, { features: [1, 2] }), 'column "features"', '[2,2]');
  });

  it('Tensors for numbers side by side', async () => {
    const { Tensor } = await import('../../src/values/tensor');
    const numbers = Array.from({ length: 10 }, (_, i) => ({ a: i / 3, b: i * i + 0.5, y: i }));
    const { pipeline } = await datasetOf(numbers, { targets: ['y'] });
    const records = recordsToColumns(pipeline, [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    assert.deepEqual(recordsToColumns(pipeline, new Tensor(Float32Array.of(1, 2, 3, 4), [2, 2])), records);
    assert.deepEqual(recordsToColumns(pipeline, new Tensor(Float32Array.of(1, 2), [2])).single, true);
    await fails(() => recordsToColumns(pipeline, new Tensor(new Float32Array(3), [1, 3])), 'row 1 has 3 values');
  });

  it('never end in anything but columns or a TensorwireError, and columns never shift', async () => {
    const { pipeline } = await datasetOf(data, { targets: ['y'] });
    const cell = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }),
      fc.constantFrom(25, 'Oslo', 'yes', '2015-01-01', null),
    );
    const any = fc.oneof(
      fc.anything(),
      fc.array(fc.record({ age: cell, city: cell, member: cell, since: cell }, { requiredKeys: [] })),
    );
    fc.assert(
      fc.property(any, payload => {
        try {
          const { columns, rows } = recordsToColumns(pipeline, payload);
          assert.deepEqual(
            columns.map(c => c.name),
            ['age', 'city', 'member', 'since'],
          );
          const { data: out } = encodeFeatures(pipeline, null, columns, upTo(rows));
          assert.ok(out.length === rows * 6 && out.every(value => Number.isFinite(value)));
        } catch (error) {
          assert.equal((error as Error).name, 'TensorwireError', (error as Error).stack);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
