import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pacer } from '../../../src/data/pace';
import { sortedRows } from '../../../src/data/split/sort';

describe('rows by ascending value', () => {
  it('are in the order of a stable sort, of whatever length', async () => {
    const lengths = fc.constantFrom(0, 1, 2, 4095, 4096, 4097, 8192, 8193, 20_000);
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 50_000 }), async (length, range) => {
        const values = Float64Array.from({ length }, (_, i) => Math.imul(i + 1, 0x9e3779b1) % range);
        const expected = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
        assert.deepEqual([...(await sortedRows(values, new Pacer(0.1)))], expected);
      }),
      { numRuns: 60 },
    );
  });
});
