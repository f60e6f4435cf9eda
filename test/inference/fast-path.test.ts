import assert from 'node:assert/strict';
import fc from 'fast-check';
import { categoriesOf, encodeFeatures, makeDataset, readTable, recordsToColumns } from '../../src/data';
import { fastPath } from '../../src/inference/fast-path';

import type { InputPort } from '../../src/inference/ports';
import type { ColumnPipeline, Pipeline } from '../../src/spec';
import { Tensor } from '../../src/values';
import { rows } from './by-hand';

/** The result of the general path for a payload; undefined if it has more to say than the numbers. */
function longWay(pipeline: Pipeline, inputs: readonly InputPort[], payload: unknown) {
  try {
    const prepared = recordsToColumns(pipeline, payload);
    if (prepared.warnings.length > 0) return undefined;
    const all = Int32Array.from({ length: prepared.rows }, (_, i) => i);
    return inputs.map(
      ({ columns, encoding }) => encodeFeatures(pipeline, columns, prepared.columns, all, encoding).data,
    );
  } catch {
    return undefined;
  }
}

const cell = fc.oneof(
  fc.double(),
  fc.double({ min: -100, max: 100 }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(
    'Biscoe',
    'Dream',
    'Torgersen',
    ' Dream',
    'true',
    'yes',
    '',
    'NA',
    '5',
    '1e3',
    '2020-05-01',
    '2021-01-01T10:00',
  ),
  fc.constantFrom(null, undefined, new Date(0), [1, 2], [1, 2, 3], {}, 1n),
  fc.string(),
);

describe('the fast path of clean records', () => {
  /** Columns that lead to each scaling, and arrays for each. */
  async function scaledColumns(): Promise<Pipeline[]> {
    const outlying = rows.map((row, i) => ({
      ...row,
      weight: i % 20 === 0 ? 1e7 : Number(row.weight),
      tiny: i * 1e-13,
    }));
    const wanted = await makeDataset(await readTable({ records: outlying }), {
      targets: ['species'],
      columns: [
        { name: 'length', scaling: 'minmax' },
        { name: 'age', scaling: 'none' },
      ],
      seed: 1,
    });
    const kinds = wanted.pipeline.features.map(({ transform }) => transform.kind);
    assert.deepEqual(kinds, ['minmax', 'one-hot', 'boolean', 'robust', 'identity', 'standardize']);
    const arrays = [
      rows.map((_, i) => [1000 + i, i % 7, i % 20 === 0 ? 1e7 : i]),
      rows.map((_, i) => [300 + i, 310 - i, 290 + (i % 9)]),
    ];
    const datasets = await Promise.all(
      arrays.map(async features =>
        makeDataset(await readTable({ features, targets: rows.map(r => r.species) }), { targets: [], seed: 1 }),
      ),
    );
    assert.deepEqual(
      datasets.map(({ pipeline }) => pipeline.features[0]!.transform.kind),
      ['positions', 'standardize'],
    );
    return [wanted, ...datasets].map(({ pipeline }) => scaled(pipeline));
  }

  async function prepare() {
    const dated = rows.map((row, i) => ({ ...row, day: `20${10 + (i % 10)}-0${1 + (i % 9)}-1${i % 9}` }));
    const records = await makeDataset(await readTable({ records: dated }), { targets: ['species'], seed: 1 });
    const plain = await makeDataset(await readTable({ records: rows }), { targets: ['species'], seed: 1 });
    const features = rows.map((_, i) => [i, i / 2, 1]);
    const arrays = await makeDataset(await readTable({ features, targets: rows.map(r => r.species) }), { targets: [] });
    const [whole, dates, own] = [plain, records, arrays].map(({ pipeline }) => pipeline) as [
      Pipeline,
      Pipeline,
      Pipeline,
    ];
    return { records: scaled(dates), plain: scaled(whole), arrays: own, whole: scaled(whole, ['weight']) };
  }
  /** As from prunePipeline if no input reads these whole numbers by index. */
  const scaled = (pipeline: Pipeline, names = pipeline.features.map(f => f.name)): Pipeline => ({
    ...pipeline,
    features: pipeline.features.map(({ categories, ...feature }) =>
      names.includes(feature.name) || !categories ? feature : { ...feature, categories },
    ),
  });
  /** All columns as one input; two inputs; or each column of few values alone, by index, and the others as one. */
  function splitsOf({ features }: Pipeline): (readonly InputPort[])[] {
    const port = (some: readonly ColumnPipeline[], i: number, all = false): InputPort => {
      const width = some.reduce((sum, f) => sum + f.shape.reduce((a, b) => a * b, 1), 0);
      return { name: `in${i}`, columns: all ? null : some.map(f => f.name), shape: [width], dtype: 'float32' };
    };
    const indexed = features.filter(f => categoriesOf(f));
    const others = features.filter(f => !indexed.includes(f));
    return [
      [port(features, 0, true)],
      ...(features.length > 1 ? [[port(features.slice(0, 2), 0), port(features.slice(2), 1)]] : []),
      ...(others.length < features.length
        ? [
            [
              port(others, 0),
              ...indexed.map((f, i) => ({ ...port([f], i + 1), shape: [], encoding: 'index' as const })),
            ],
          ]
        : []),
    ];
  }

  it('never differs from the general path, and answers clean records', async () => {
    const { records, plain, arrays, whole } = await prepare();
    for (const pipeline of [records, plain, arrays, whole, ...(await scaledColumns())]) {
      const names = pipeline.features.map(f => f.name);
      for (const inputs of pipeline === whole ? splitsOf(whole).slice(2) : splitsOf(pipeline)) {
        const short = fastPath(pipeline, inputs);
        const record = fc.record(Object.fromEntries([...names, 'extra'].map(n => [n, cell])), { requiredKeys: [] });
        const near = fc.tuple(fc.constantFrom(...rows), record).map(([row, change]) => ({ ...row, ...change }));
        const payloads = fc.oneof(
          near,
          record,
          fc.array(cell, { maxLength: 7 }),
          fc.array(fc.double(), { maxLength: 6 }),
          cell,
        );
        const row = fc.oneof(fc.constantFrom(...rows), near, fc.array(fc.double(), { maxLength: 6 }));
        const lists = fc.array(row, { maxLength: 3 });
        let answered = 0;
        const check = (payload: unknown) => {
          const answer =
            Array.isArray(payload) && typeof payload[0] === 'object' && payload[0]
              ? short.many(payload)
              : short.one(payload);
          if (answer === undefined) return;
          answered++;
          assert.deepEqual(
            answer.map(a => a.data),
            longWay(pipeline, inputs, payload),
          );
          short.reuse(answer);
        };
        fc.assert(fc.property(fc.oneof(payloads, lists), check), { numRuns: 1000 });
        if (pipeline === records) continue; // it has a date, which always takes the general path
        const isArray = pipeline.features[0]!.type === 'tensor';
        const clean = isArray ? [[1, 2, 3]] : rows.map((row, i) => ({ ...row, tiny: i * 1e-13 }));
        answered = 0;
        clean.forEach(check);
        check(clean);
        assert.equal(answered, clean.length + 1);
      }
    }
  });

  it('takes a Tensor and a row of numbers as a whole, where the general path gives the same', async () => {
    const { arrays, plain } = await prepare();
    const port = { name: 'in', columns: null, shape: [3], dtype: 'float32' as const };
    const short = fastPath(arrays, [port]);
    const number = fc.oneof({ weight: 9, arbitrary: fc.float({ noNaN: true, min: -9, max: 9 }) }, fc.float());
    const payloads = fc.tuple(fc.array(number, { maxLength: 12 }), fc.boolean()).map(([list, tensor]) => {
      const data = Float32Array.from(list);
      if (!tensor) return data;
      return new Tensor(data, data.length % 3 === 0 && data.length !== 3 ? [data.length / 3, 3] : [data.length]);
    });
    let answered = 0;
    fc.assert(
      fc.property(payloads, payload => {
        const whole = short.whole(payload);
        if (whole === undefined) return;
        answered++;
        assert.deepEqual([whole.data], longWay(arrays, [port], payload));
      }),
      { numRuns: 500 },
    );
    assert.ok(answered > 20);
    const tensor = new Tensor(Float32Array.of(1, 2, 3), [3]);
    assert.notEqual(short.whole(tensor)!.data.buffer, tensor.buffer, 'scaled, and the message keeps its own');
    const asItIs = arrays.features.map(feature => ({ ...feature, transform: { kind: 'identity' as const } }));
    const unscaled = fastPath({ ...arrays, features: asItIs }, [port]);
    assert.equal(unscaled.whole(tensor)!.data.buffer, tensor.buffer, 'not a copy');
    const row = Float32Array.of(1, 2, 3);
    assert.notEqual(unscaled.whole(row)!.data.buffer, row.buffer, 'the message keeps its own');
    assert.equal(fastPath(plain, [{ ...port, shape: [7] }]).whole(tensor), undefined);
  });
});
