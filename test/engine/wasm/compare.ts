import assert from 'node:assert/strict';
import type { HostTensor } from '../../../src/spec';

/** Equal in shape and dtype, and in each number within `tolerance` of what is wanted, or of 1 where that is smaller. */
export function near(found: HostTensor, wanted: HostTensor, tolerance: number, what: string): void {
  assert.deepEqual([[...found.shape], found.dtype], [[...wanted.shape], wanted.dtype], what);
  assert.equal(found.data.length, wanted.data.length, what);
  for (let i = 0; i < wanted.data.length; i++) {
    const [v, w] = [found.data[i]!, wanted.data[i]!];
    const apart = Math.abs(v - w);
    assert.ok(apart <= tolerance * Math.max(1, Math.abs(w)), `${what}, number ${i}: ${v} should be ${w}`);
  }
}
