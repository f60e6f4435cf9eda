import assert from 'node:assert/strict';
import fc from 'fast-check';
import { uniformSequence } from '../../src/graph';
import { chunks, gather, gatherer, pacing, shuffled } from '../../src/training/batches';

describe('batches', () => {
  it('every row of an epoch is in exactly one batch, and only the last batch is smaller', () => {
    const cases = [fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 32 })];
    fc.assert(
      fc.property(
        ...(cases as [fc.Arbitrary<number>, fc.Arbitrary<number>, fc.Arbitrary<number>]),
        (rows, batch, k) => {
          const all = [...chunks(rows, batch, () => k)];
          let next = 0;
          for (const { start, steps, rows: inBatch } of all) {
            assert.equal(start, next);
            assert.ok(steps >= 1 && steps <= k);
            next += steps * inBatch;
          }
          assert.equal(next, rows);
          assert.ok(all.slice(0, -1).every(c => c.rows === batch));
          assert.equal(
            all.reduce((n, c) => n + c.steps, 0),
            Math.ceil(rows / batch),
          );
        },
      ),
    );
  });

  it('the number of steps a call may change on the way', () => {
    const limits = [4, 1, 2];
    const found = [...chunks(32 * 7 + 5, 32, () => limits.shift() ?? 3)];
    assert.deepEqual(
      found.map(c => [c.start / 32, c.steps, c.rows]),
      [
        [0, 4, 32],
        [4, 1, 32],
        [5, 2, 32],
        [7, 1, 5],
      ],
    );
  });

  it('a shuffle is a permutation, the same for the same seed and another for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.nat(), (count, seed) => {
        const order = shuffled(count, uniformSequence(seed));
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          [...Array(count).keys()],
        );
        assert.deepEqual(order, shuffled(count, uniformSequence(seed)));
      }),
    );
    assert.notDeepEqual(shuffled(50, uniformSequence(1)), shuffled(50, uniformSequence(2)));
  });

  it('each place of a shuffle is as likely as any other (chi-squared of 6 × 6 counts, 25 degrees of freedom)', () => {
    const [size, times] = [6, 6000];
    const uniform = uniformSequence(5);
    const counts = new Array<number>(size * size).fill(0);
    for (let t = 0; t < times; t++)
      shuffled(size, uniform).forEach((row, at) => {
        counts[row * size + at]!++;
      });
    const expected = times / size;
    const chi = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.ok(chi < 52.6, `chi-squared ${chi}`); // 0.1 % of honest shuffles lie above
  });

  it('gathers the rows that the order names, of any shape and of both types', () => {
    const source = { data: Float32Array.from({ length: 24 }, (_, i) => i), shape: [4, 3, 2] };
    const { data, shape, dtype } = gather(source, Int32Array.of(2, 0, 3, 1), { start: 1, steps: 1, rows: 2 });
    assert.deepEqual([[...data], shape, dtype], [[0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23], [1, 2, 3, 2], 'float32']);
    const labels = { data: Int32Array.of(7, 8, 9), shape: [3] };
    const picked = gather(labels, Int32Array.of(2, 2, 0), { start: 0, steps: 3, rows: 1 });
    assert.deepEqual([[...picked.data], picked.shape, picked.dtype], [[9, 9, 7], [3, 1], 'int32']);
  });

  it('one call after the other picks into the same memory', () => {
    const next = gatherer({ data: Float32Array.of(0, 1, 2, 3, 4), shape: [5, 1] });
    const order = Int32Array.of(4, 3, 2, 1, 0);
    const first = next(order, { start: 0, steps: 2, rows: 2 });
    assert.deepEqual([...first.data], [4, 3, 2, 1]);
    const rest = next(order, { start: 4, steps: 1, rows: 1 });
    assert.deepEqual([[...rest.data], rest.shape], [[0], [1, 1, 1]]);
    assert.equal(rest.data.buffer, first.data.buffer);
  });

  it('without an order the rows are those that lie there, not a copy', () => {
    const source = { data: Float32Array.from({ length: 12 }, (_, i) => i), shape: [6, 2] };
    const { data } = gather(source, null, { start: 2, steps: 2, rows: 2 });
    assert.deepEqual([...data], [4, 5, 6, 7, 8, 9, 10, 11]);
    assert.equal(data.buffer, source.data.buffer);
  });

  it('small steps go 32 a call, large ones 8, slow ones as many as a stop can wait for', () => {
    const most = (bytes: number): number => {
      const pace = pacing(bytes);
      assert.equal(pace.steps(), 1);
      pace.took(1, 0.1);
      return pace.steps();
    };
    assert.deepEqual([1000, 500_000, 2 ** 22, 2 ** 25, 2 ** 30].map(most), [32, 16, 8, 2, 1]);
    const slow = pacing(1000);
    slow.took(32, 32 * 50);
    assert.equal(slow.steps(), 3);
    slow.took(3, 0.1);
    assert.equal(slow.steps(), 32);
    const large = pacing(1000, 60 * 2 ** 20); // a state of 60 MB, which each call copies
    large.took(1, 50);
    assert.equal(large.steps(), 9);
  });
});
