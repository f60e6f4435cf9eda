import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pacer } from '../../../src/data/pace';
import { splitByTime, splitRandom, splitStratified } from '../../../src/data/split';
import { datasetOf, fails } from '../helpers';

const count = (split: Uint8Array, code: number) => split.filter(s => s === code).length;
const shares = fc
  .tuple(fc.double({ min: 0, max: 0.6, noNaN: true }), fc.double({ min: 0, max: 0.39, noNaN: true }))
  .map(([validation, test]) => ({ validation, test }));

describe('splits', () => {
  it('random: the shares, to within a row; the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), shares, fc.integer(), async (rows, share, seed) => {
        const split = await splitRandom(rows, share, seed, new Pacer());
        assert.deepEqual(await splitRandom(rows, share, seed, new Pacer()), split);
        assert.ok(count(split, 0) >= 1);
        assert.ok(Math.abs(count(split, 2) - rows * share.test) <= 1);
        assert.ok(Math.abs(count(split, 1) - rows * share.validation) < 1.5);
      }),
    );
    assert.notDeepEqual(
      await splitRandom(100, { validation: 0.2, test: 0.2 }, 1, new Pacer()),
      await splitRandom(100, { validation: 0.2, test: 0.2 }, 2, new Pacer()),
    );
  });

  it('stratified: each class gives its share, and keeps a row for training', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 200 }),
        shares,
        fc.integer(),
        async (list, share, seed) => {
          const codes = Int32Array.from(list);
          const split = await splitStratified(codes, 5, share, seed, new Pacer());
          assert.deepEqual(await splitStratified(codes, 5, share, seed, new Pacer()), split);
          for (let c = 0; c < 5; c++) {
            const own = split.filter((_, row) => codes[row] === c);
            if (own.length === 0) continue;
            assert.ok(count(own, 0) >= 1, 'no row for training');
            assert.ok(count(own, 2) <= own.length * share.test + 2);
            if (own.length > 20) assert.ok(Math.abs(count(own, 2) - own.length * share.test) <= 2);
          }
        },
      ),
    );
  });

  it('stratified is the default for classes, random for numbers', async () => {
    const data = Array.from({ length: 100 }, (_, i) => ({ a: i, y: i < 90 ? 'common' : 'rare', z: i / 7 }));
    for (let seed = 0; seed < 5; seed++) {
      const dataset = await datasetOf(data, { targets: ['y'], seed });
      assert.equal([...dataset.indices('test')].filter(row => row >= 90).length, 2);
    }
    const numbers = await Promise.all(
      [0, 1, 2, 3, 4].map(seed => datasetOf(data, { targets: ['z'], seed, splitBy: 'stratified' })),
    );
    assert.ok(new Set(numbers.map(d => [...d.indices('test')].filter(row => row >= 90).length)).size > 1);
  });

  it('by time: the latest rows are the test', async () => {
    const shares = { validation: 0.2, test: 0.4 };
    assert.deepEqual([...(await splitByTime(5, shares, null, new Pacer())).split], [0, 0, 1, 2, 2]);
    const data = [5, 1, 4, 2, 3].map(day => ({ day: `2024-01-0${day}`, a: day, y: day }));
    const dataset = await datasetOf(data, { targets: ['y'], splitBy: 'time', splitColumn: 'day' });
    assert.deepEqual([...dataset.body.split], [2, 0, 1, 0, 0]);
    const gap = [...data, { day: null, a: 1, y: 1 }];
    await fails(
      datasetOf(gap, { targets: ['y'], splitBy: 'time', splitColumn: 'day' }),
      'column "day", row 6',
      'nothing',
    );
  });

  it('by group: rows of a group stay together, and their column is no feature', async () => {
    const data = Array.from({ length: 200 }, (_, i) => ({ customer: 1000 + (i % 40), a: i, y: (i * 7) % 11 }));
    const options = { targets: ['y'], splitBy: 'group', splitColumn: 'customer', seed: 3 } as const;
    const dataset = await datasetOf(data, options);
    assert.deepEqual(dataset.split, { train: 120, validation: 40, test: 40 });
    data.forEach(({ customer }, row) => {
      assert.equal(dataset.body.split[row], dataset.body.split[customer - 1000]);
    });
    assert.deepEqual(
      dataset.pipeline.features.map(f => f.name),
      ['a'],
    );
    assert.deepEqual(dataset.body.findings.leftOut, []);
    const other = await datasetOf(data, { ...options, seed: 4 });
    assert.notDeepEqual([...other.body.split], [...dataset.body.split]);
    await fails(
      datasetOf(
        data.map((row, i) => (i === 4 ? { ...row, customer: null } : row)),
        options,
      ),
      'column "customer", row 5: expected a group to split by, received nothing',
    );
    await fails(
      datasetOf(
        data.map((row, i) => ({ ...row, customer: i % 2 })),
        options,
      ),
      'must have a group for each of training, validation and test, has 2',
    );
  });

  it('by a column, which is then no feature', async () => {
    const set = ['train', 'Test', 'validation', 'training', 'val', 'test', 'train', 'train'];
    const data = set.map((part, i) => ({ part, a: i, y: i % 2 ? 'p' : 'q' }));
    const options = { targets: ['y'], splitBy: 'column', splitColumn: 'part' } as const;
    const dataset = await datasetOf(data, options);
    assert.deepEqual([...dataset.body.split], [0, 2, 1, 0, 1, 2, 0, 0]);
    assert.deepEqual(
      dataset.pipeline.features.map(f => f.name),
      ['a'],
    );
    const wrong = data.map((row, i) => (i === 2 ? { ...row, part: 'hold-out' } : i === 0 ? { ...row, y: null } : row));
    await fails(
      datasetOf(wrong, options),
      'column "part", row 3: expected train, validation or test, received "hold-out"',
    );
    await fails(
      datasetOf(
        data.map(row => ({ ...row, part: 'test' })),
        options,
      ),
      'gives no row to training',
    );
    const oneSided = data.map((row, i) => ({ ...row, part: i % 2 ? 'test' : 'train' }));
    await fails(datasetOf(oneSided, options), 'one class: "q" in all 4 training rows');
  });
});
