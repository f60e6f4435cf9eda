import assert from 'node:assert/strict';
import { fromNested, inTurns, oneHot, scale, toNested } from '../../src/tensor';
import { fromNestedWork, toNestedWork } from '../../src/tensor/nested';
import { oneHotWork, scaleWork } from '../../src/tensor/numbers';
import { now } from '../../src/tensor/work';
import { Tensor } from '../../src/values';

/** Nested arrays of this shape that count from 0. */
function counted(shape: readonly number[], start = 0): unknown {
  const [length, ...rest] = shape;
  if (length === undefined) return start;
  const step = rest.reduce((a, b) => a * b, 1);
  return Array.from({ length }, (_, i) => counted(rest, start + i * step));
}

describe('tensors of many numbers', () => {
  for (const shape of [[100_000], [400, 300], [2, 70_000], [70_000, 2], [1, 1, 50_000], [3, 0], [2, 3, 40_000]])
    it(`[${shape}] are made and taken apart in pieces as they are at once`, async () => {
      const nested = counted(shape);
      const tensor = await inTurns(fromNestedWork(nested));
      assert.deepEqual(tensor.shape, shape);
      assert.ok(tensor.data.every((value, i) => value === i));
      assert.deepEqual(fromNested(nested).data, tensor.data);
      assert.deepEqual(await inTurns(toNestedWork(tensor)), nested);
      assert.deepEqual(toNested(tensor), nested);
    });

  it('are scaled and encoded in pieces as they are at once', async () => {
    const tensor = new Tensor(
      Int32Array.from({ length: 100_000 }, (_, i) => i % 3),
      [100_000],
    );
    assert.deepEqual((await inTurns(scaleWork(tensor, { scale: 2 }))).data, scale(tensor, { scale: 2 }).data);
    assert.deepEqual((await inTurns(oneHotWork(tensor))).data, oneHot(tensor).data);
  });

  it('say where they are ragged or no numbers, however far inside', () => {
    const nested = counted([2, 70_000]) as unknown[][];
    nested[1]![69_999] = 'x';
    assert.throws(() => now(fromNestedWork(nested)), /payload\[1\]\[69999\] must be a number, received "x"/);
    nested[1]!.pop();
    assert.throws(
      () => now(fromNestedWork(nested)),
      /ragged: payload\[1\] must be an array of 70000.*received an array of 69999/,
    );
  });
});
