import assert from 'node:assert/strict';
import { foldsByGroup, foldsByTime, shuffledFolds } from '../../../src/data/split/folds';
import oracle from '../../oracle/folds.json';

const everyRow = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);
const repeated = (sizes: readonly number[]) =>
  Int32Array.from(sizes.flatMap((size, code) => new Array<number>(size).fill(code)));
const counts = (values: readonly number[], codes: Int32Array, count: number) =>
  Array.from({ length: count }, (_, code) => values.filter(row => codes[row] === code).length);
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);

describe('folds', () => {
  for (const { rows, folds, gap, splits } of oracle.time)
    it(`by time are those of scikit-learn's TimeSeriesSplit: ${rows} rows, ${folds} folds, a gap of ${gap}`, () => {
      const request = { rows: everyRow(rows), folds, validation: 0, seed: 1 };
      const found = foldsByTime(request, { by: 'time', gap });
      assert.deepEqual(
        found.map(({ train, test }) => [train.length, test]),
        splits,
      );
      for (const { train } of found) assert.deepEqual(train, [...everyRow(train.length)]);
    });

  it('by time follow the times, with the latest rows before the fold for validation, and the gap before each', () => {
    const key = Int32Array.from({ length: 40 }, (_, row) => (row * 7) % 40); // the position of each row in time
    const at = (rows: readonly number[]) => rows.map(row => key[row]!);
    const folds = foldsByTime({ rows: everyRow(40), folds: 4, validation: 0.25, seed: 1 }, { by: 'time', key, gap: 1 });
    assert.equal(folds.length, 4);
    folds.forEach(({ train, validation, test }, fold) => {
      const begin = 8 * (fold + 1);
      assert.deepEqual(
        at(test),
        [...everyRow(8)].map(i => begin + i),
      );
      const held = Math.round((begin - 1) / 4);
      assert.deepEqual(
        at(validation),
        [...everyRow(held)].map(i => begin - 1 - held + i),
      );
      assert.deepEqual(at(train), [...everyRow(begin - 2 - held)]);
    });
  });

  for (const { sizes, folds, splits } of oracle.group)
    it(`by group are those of scikit-learn's GroupKFold: ${folds} folds`, async () => {
      const key = repeated(sizes);
      const rows = everyRow(key.length).reverse();
      const found = await foldsByGroup({ rows, folds, validation: 0.2, seed: 3 }, key);
      const sizesOf = (held: readonly number[]) => counts(held, key, sizes.length).filter(size => size > 0);
      assert.deepEqual(found.map(({ test }) => sorted(sizesOf(test))).sort(), splits.map(sorted).sort());
      for (const { train, validation, test } of found) {
        assert.deepEqual(sorted([...train, ...validation, ...test]), [...everyRow(key.length)]);
        assert.ok(validation.length > 0);
        const own = [train, validation, test].map(part => new Set(part.map(row => key[row]!)));
        assert.equal(own[0]!.size + own[1]!.size + own[2]!.size, sizes.length); // no group is in two
      }
    });

  it('by group need as many groups, and one more for validation rows', async () => {
    const key = repeated([4, 4, 4]);
    const request = { rows: everyRow(12), validation: 0.2, seed: 1 };
    await assert.rejects(foldsByGroup({ ...request, folds: 4 }, key), /folds must be at most 3, the number of groups/);
    await assert.rejects(
      foldsByGroup({ ...request, folds: 2 }, key),
      /outside of fold \d of 2 there is one\. Set the share of validation to 0/,
    );
    assert.equal((await foldsByGroup({ ...request, folds: 2, validation: 0 }, key)).length, 2);
  });

  it('by time need rows before the first one', () => {
    const request = { rows: everyRow(12), folds: 5, validation: 0.2, seed: 1 };
    assert.throws(() => foldsByTime(request, { by: 'time', gap: 2 }), /fewer than 5: there are no rows before fold 1/);
  });

  for (const { sizes, folds, splits } of oracle.stratified)
    it(`with classes have the classes of scikit-learn's StratifiedKFold: ${folds} folds`, async () => {
      const classes = repeated(sizes);
      const found = await shuffledFolds({ rows: everyRow(classes.length), folds, validation: 0.2, classes, seed: 5 });
      const tests = found.map(({ test }) => counts(test, classes, sizes.length));
      assert.deepEqual(tests.map(String).sort(), splits.map(String).sort());
    });
});
