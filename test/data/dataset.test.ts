import assert from 'node:assert/strict';
import { unusedColumns } from '../../src/data/used-columns';
import { Tensor } from '../../src/values/tensor';
import { datasetOf, fails, valuesOf } from './helpers';

const rows = (n: number, row: (i: number) => object) => Array.from({ length: n }, (_, i) => row(i));
const people = rows(40, i => ({ age: 20 + i, city: ['Rome', 'Oslo', 'Lima'][i % 3], paid: i % 2 ? 'yes' : 'no' }));

describe('making a dataset', () => {
  it('types, splits and fits', async () => {
    const dataset = await datasetOf(people, { targets: ['paid'] });
    assert.deepEqual(JSON.parse(String(dataset)), {
      dataset: 'payload',
      rows: 40,
      columns: { age: 'integer', city: 'category', paid: 'boolean' },
      targets: ['paid'],
      split: { train: 24, validation: 8, test: 8 },
    });
    assert.deepEqual(dataset.pipeline.targets[0]!.classes, ['no', 'yes']);
    assert.equal(dataset.pipeline.targets[0]!.task, 'binary');
    assert.deepEqual(
      dataset.pipeline.features.map(f => [f.name, ...f.shape]),
      [
        ['age', 1],
        ['city', 3],
      ],
    );
  });

  it('is in shared memory, so that clones and threads see the same bytes', async () => {
    const { body } = await datasetOf(people, { targets: ['paid'] });
    for (const { data } of [...body.columns, { data: body.split }]) assert.ok(data.buffer instanceof SharedArrayBuffer);
  });

  it('has the same fingerprint for the same data, and another for other data', async () => {
    const print = async (data: object[], seed: number) =>
      (await datasetOf(data, { targets: ['paid'], seed })).body.fingerprint;
    assert.equal(await print(people, 1), await print(people, 2));
    assert.notEqual(await print(people, 1), await print([{ ...people[0], age: 21 }, ...people.slice(1)], 1));
  });

  it('obeys the types that the user sets', async () => {
    const numbers = rows(30, i => ({ code: (i % 3) + 1, zip: `0${i % 9}`, when: i * 1000, y: i }));
    const columns = [
      { name: 'code', type: 'category' },
      { name: 'zip', type: 'number' },
      { name: 'when', type: 'date' },
      { name: 'y', type: 'category' },
    ] as const;
    const dataset = await datasetOf(numbers, { targets: ['y'], columns, validation: 0, test: 0 });
    assert.deepEqual(valuesOf(dataset, 'code').slice(0, 3), ['1', '2', '3']);
    assert.deepEqual(valuesOf(dataset, 'zip').slice(0, 3), [0, 1, 2]);
    assert.equal(dataset.pipeline.targets[0]!.task, 'classification');
  });

  it('a column of sample weights is no feature, and every row must have one', async () => {
    const data = people.map((row, i) => ({ ...row, importance: i % 3 }));
    const options = { targets: ['paid'], sampleWeight: 'importance' };
    const dataset = await datasetOf(data, options);
    assert.deepEqual(
      dataset.pipeline.features.map(f => f.name),
      ['age', 'city'],
    );
    assert.equal(dataset.toJSON().sampleWeight, 'importance');
    assert.deepEqual(valuesOf(dataset, 'importance').slice(0, 4), [0, 1, 2, 0]);
    assert.deepEqual(unusedColumns(dataset), []);

    const change = (row: number, importance: unknown) => data.map((d, i) => (i === row ? { ...d, importance } : d));
    await fails(
      datasetOf(change(4, -1), options),
      'column "importance", row 5: expected a sample weight of at least 0',
      '-1',
    );
    await fails(datasetOf(change(6, null), options), 'column "importance", row 7: expected a sample weight', 'nothing');
    await fails(datasetOf(change(8, 'high'), options), 'column "importance", row 9: expected a number', '"high"');
    const dropped = change(6, null).map((d, i) => (i === 2 ? { ...d, paid: null } : d));
    await fails(datasetOf(dropped, options), 'row 7');
    const nothing = data.map(d => ({ ...d, importance: 0 }));
    await fails(datasetOf(nothing, options), 'column "importance" gives no training row a sample weight above 0');
    await fails(
      datasetOf(data, { ...options, sampleWeight: 'imprtance' }),
      'sampleWeight must be one of the columns',
      'did you mean',
    );
    await fails(
      datasetOf(data, { ...options, sampleWeight: 'paid' }),
      'cannot be the target and the sample weight at once',
    );
  });

  it('leaves out and counts the rows whose target is missing', async () => {
    const data = people.map((row, i) => (i % 4 === 0 ? { ...row, paid: null } : row));
    const dataset = await datasetOf(data, { targets: ['paid'] });
    assert.equal(dataset.rows, 30);
    assert.equal(dataset.toJSON().dropped, 10);
    assert.deepEqual(valuesOf(dataset, 'age').slice(0, 3), [21, 22, 23]);
  });

  it('drops the classes that went with the rows', async () => {
    const data = rows(20, i => ({ a: i, y: i === 0 ? 'rare' : i % 2 ? 'p' : 'q', z: i === 0 ? null : i / 3 }));
    const dataset = await datasetOf(data, { targets: ['y', 'z'] });
    assert.deepEqual(
      dataset.pipeline.targets.map(t => [t.task, t.classes]),
      [
        ['binary', ['p', 'q']],
        ['regression', undefined],
      ],
    );
  });

  it('tells what an array target is', async () => {
    const features = rows(12, i => [i, i * 2]) as unknown as number[][];
    const task = async (targets: unknown) =>
      (await datasetOf({ features, targets }, { targets: [] })).pipeline.targets[0]!;
    const oneHot = features.map((_, i) => [0, 1, 2].map(k => Number(k === i % 3)));
    assert.deepEqual([(await task(oneHot)).task, (await task(oneHot)).classes], ['classification', ['0', '1', '2']]);
    assert.equal((await task(features.map((_, i) => [i % 2, 1, 1]))).task, 'multi-label');
    assert.equal((await task(features.map((_, i) => [i, 0.5]))).task, 'regression');
    assert.equal((await task(features.map((_, i) => i))).task, 'regression');
    assert.equal((await task(features.map((_, i) => (i % 2 ? 'a' : 'b')))).task, 'binary');
    assert.equal(
      (
        await task(
          new Tensor(
            new Float32Array(12).map((_, i) => i),
            [12, 1],
          ),
        )
      ).task,
      'regression',
    );
  });
});

describe('bad data', () => {
  const bad = (data: readonly object[], options: object, ...parts: (string | RegExp)[]) =>
    fails(datasetOf(data, { targets: ['y'], ...options }), ...parts);
  const good = rows(10, i => ({ a: i / 2, y: i % 2 ? 'p' : 'q' }));

  it('no target, an unknown one', async () => {
    await bad(good, { targets: [] }, 'target must be one of the columns "a", "y", received nothing');
    await bad(good, { targets: ['Y '] }, 'received "Y "; did you mean "y"?');
    await bad(people, { targets: ['salary'] }, '"age", "city", "paid"', /received "salary"$/);
  });

  it('a number that is NaN, except in a column that is ignored', async () => {
    const data = good.map((row, i) => (i === 3 ? { ...row, a: Number.NaN } : row));
    await bad(data, {}, 'column "a", row 4: expected a number, received NaN; give null where the value is not known');
    await bad(data, { columns: [{ name: 'a', type: 'number' }] }, 'column "a", row 4', 'received NaN');
    const more = data.map((row, i) => ({ ...row, b: i / 2 }));
    const { pipeline } = await datasetOf(more, { targets: ['y'], columns: [{ name: 'a', type: 'ignored' }] });
    assert.deepEqual(
      pipeline.features.map(f => f.name),
      ['b'],
    );
  });

  it('columns that cannot be used, which says why', async () => {
    const free = rows(20, i => ({ a: `text ${i}`, b: i, y: i % 2 ? 'p' : 'q' }));
    assert.match(unusedColumns(await datasetOf(free, { targets: ['y'] })).join(), /^column "a" is not used: it has 20/);
    const only = rows(20, i => ({ a: `text ${i}`, y: i % 2 ? 'p' : 'q' }));
    await bad(only, {}, 'has no feature: no column but the target "y" can be used; column "a" is not used');
  });

  it('a target that cannot be learned', async () => {
    await bad(
      rows(10, i => ({ a: i, y: 'p' })),
      {},
      'column "y" is a target with one class: "p" in all 10 rows',
    );
    await bad(
      rows(10, i => ({ a: i, y: true })),
      {},
      'one class: "true"',
    );
    await bad(
      rows(10, i => ({ a: i, y: null })),
      {},
      'column "y" has no values at all',
    );
    await bad(
      rows(30, i => ({ a: i, y: `text ${i}` })),
      {},
      'cannot be the target: it has 30 different texts in 30 rows',
      'category',
    );
    await bad(
      rows(30, i => ({ a: i, y: new Date(i * 1e9) })),
      {},
      'it holds dates',
    );
    await bad(good, { columns: [{ name: 'y', type: 'ignored' }] }, 'cannot be the target: it is ignored');
  });

  it('a column that is all missing and has a type; without one it is left out, with the reason', async () => {
    const data = good.map(row => ({ ...row, empty: null, dash: 'n/a' }));
    const remedy = 'column "empty" has no values at all; remove it, or set its type to ignored';
    await bad(data, { columns: [{ name: 'empty', type: 'number' }] }, remedy);
    const dataset = await datasetOf(data, { targets: ['y'] });
    assert.deepEqual(
      dataset.pipeline.features.map(f => f.name),
      ['a'],
    );
    assert.deepEqual(dataset.body.findings.leftOut, [
      'column "empty" is not used: it has no values',
      'column "dash" is not used: it has no values',
    ]);
  });

  it('text where numbers were', async () => {
    const data = rows(50, i => ({ a: i % 3 === 1 ? `about ${i}` : i / 2, y: i % 2 ? 'p' : 'q' }));
    await bad(data, {}, 'column "a", row 2: expected a number, as in most rows, received "about 1"');
    await bad(
      data,
      { columns: [{ name: 'a', type: 'number' }] },
      'column "a", row 2: expected a number, received "about 1"',
    );
    await bad(
      good,
      { columns: [{ name: 'a', type: 'integer' }] },
      'column "a", row 2: expected a whole number, received 0.5',
    );
    await bad(
      good,
      { columns: [{ name: 'a', type: 'boolean' }] },
      'column "a" must hold two different values, received 10',
    );
    await bad(
      people,
      { targets: ['paid'], columns: [{ name: 'city', type: 'date' }] },
      'row 1: expected a date',
      '"Rome"',
    );
    await bad(people, { targets: ['paid'], columns: [{ name: 'city', type: 'tensor' }] }, 'must hold arrays');
  });

  it('Infinity, named by column and row', async () => {
    for (const value of [Number.POSITIVE_INFINITY, '-inf', 'Infinity'])
      await bad(
        rows(10, i => ({ a: i === 3 ? value : i, y: i % 2 ? 'p' : 'q' })),
        {},
        'column "a", row 4',
        'Infinity',
      );
  });

  it('objects of a class in cells', async () => {
    class Thing {
      b = 1;
    }
    const data = good.map((row, i) => ({ ...row, o: i < 2 ? 1 : new Thing() }));
    await bad(data, { columns: [{ name: 'o', type: 'number' }] }, 'column "o", row 3', 'an object with b');
    assert.equal((await datasetOf(data, { targets: ['y'] })).pipeline.features.length, 1);
  });

  it('bytes in all cells or in a few are no numbers and no categories, as JSON too', async () => {
    for (const many of [1, 3, 40])
      for (const asJson of [false, true]) {
        const bytes = (i: number) => (i < many ? Buffer.from([255, i, 0]) : i);
        const data = rows(40, i => ({ a: i, x: bytes(i), y: i % 2 ? 'p' : 'q' }));
        const source = asJson ? { text: JSON.stringify(data) } : { records: data };
        const dataset = await datasetOf(source, { targets: ['y'] });
        assert.equal(dataset.columns.x, 'ignored');
        assert.deepEqual(dataset.body.findings.leftOut, ['column "x" is not used: it holds bytes']);
        await fails(datasetOf(source, { targets: ['x'] }), 'column "x" cannot be the target: it holds bytes');
      }
  });

  it('a target that holds records', async () => {
    const data = rows(10, i => ({ a: i, output: { black: i % 2, white: 1 } }));
    await bad(
      data,
      { targets: ['output'] },
      'column "output" cannot be the target: it holds records',
      '"output.black", "output.white"',
    );
    assert.equal((await datasetOf(data, { targets: ['output.black'] })).targets[0], 'output.black');
  });

  it('settings that do not fit', async () => {
    await bad(
      good,
      { columns: [{ name: 'b', type: 'number' }] },
      'columns must be one of the columns "a", "y", received "b"',
    );
    await bad(good, { columns: [{ name: 'a', type: 'float' }] }, 'the type of column "a" must be number, integer');
    await bad(good, { test: 1 }, 'test must be a share of at least 0 and below 1, received 1');
    await bad(good, { test: 0.5, validation: 0.5 }, 'validation + test must be below 1');
    await bad(good, { test: Number.NaN }, 'test must be a share');
    await bad(good, { splitBy: 'magic' }, 'splitBy must be random, stratified, time, group, column, received "magic"');
    await bad(good, { splitBy: 'column' }, 'splitColumn must be one of the columns');
    await bad([{ y: 'p' }, { y: 'q' }], {}, 'has no feature');
  });
});

describe('what was found out', () => {
  const found = async (data: readonly object[], options = {}) =>
    (await datasetOf(data, { targets: ['y'], ...options })).body.findings;

  it('tells of all that is left out, and why', async () => {
    const data = rows(60, i => ({
      id: i + 1,
      a: i % 7,
      same: 5,
      note: `sentence ${i}`,
      key: `k${i % 29}`,
      bytes: Buffer.from([255, i]),
      nested: i % 2 ? () => i : null,
      empty: i < 3 ? null : i % 5,
      y: i % 3 === 0 ? 'NA' : i % 2 ? 'yes' : 'no',
    }));
    const { leftOut, warnings } = await found(data);
    assert.deepEqual(leftOut, [
      '20 of 60 rows have no value of the target "y" ("NA" (20)); if that is a class, set the missing values',
      'column "id" is not used: it numbers its rows',
      'column "note" is not used: it has 60 different texts in 60 rows: too many for categories',
      'column "bytes" is not used: it holds bytes',
      'column "nested" is not used: it holds a function',
    ]);
    assert.deepEqual(warnings, [
      'column "same": has the same value in all training rows, "5": it carries no information',
    ]);
  });

  it('tells of texts that repeat but are too many, with the remedy', async () => {
    const { leftOut } = await found(rows(1000, i => ({ a: i % 7, key: `k${i % 300}`, y: i % 2 ? 'p' : 'q' })));
    assert.deepEqual(leftOut, [
      'column "key" is not used: it has 300 different texts in 1,000 rows: too many for categories; set its type to category to use it anyway, or read it with an embedding layer, after an input node of this column only',
    ]);
  });

  it('says nothing of what the user left out, and what the split or the weights are', async () => {
    const data = rows(40, i => ({
      a: i % 7,
      w: 1,
      part: ['train', 'train', 'test'][i % 3],
      gone: `t${i}`,
      y: i % 2 ? 'p' : 'q',
    }));
    const options = {
      sampleWeight: 'w',
      splitBy: 'column',
      splitColumn: 'part',
      columns: [{ name: 'gone', type: 'ignored' }],
    };
    assert.deepEqual(await found(data, options), { leftOut: [], warnings: [], notes: [] });
  });

  it('is in the summary that a debug node shows', async () => {
    const data = rows(40, i => ({ price: `${i},5 €`, y: i % 4 ? i : null }));
    const { leftOut, notes } = (await datasetOf(data, { targets: ['y'] })).toJSON() as Record<string, string[]>;
    assert.match(leftOut!.join(), /10 of 40 rows have no value of the target "y"/);
    assert.match(notes!.join(), /column "price": the unit "€" is left out/);
  });
});
