import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostTensor } from '../../src/spec';

/** Keras's results, and comparisons with ours. */

/** Numbers as the oracle's scripts write them. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const readJson = <T>(...path: string[]): T =>
  JSON.parse(readFileSync(join(__dirname, '..', ...path), 'utf8')) as T;
export const hasOracle = (name: string): boolean => existsSync(join(__dirname, '../oracle/catalogue', `${name}.json`));
export const oracle = <T>(name: string): T => readJson<T>('oracle', 'catalogue', `${name}.json`);

export const float32 = ({ shape, data }: Numbers): HostTensor => ({
  shape,
  data: Float32Array.from(data),
  dtype: 'float32',
});
export const int32 = ({ shape, data }: Numbers): HostTensor => ({ shape, data: Int32Array.from(data), dtype: 'int32' });

/** Equal shapes, and each number within `tolerance` times the size of the expected one (at least 1). */
export function assertClose(actual: HostTensor, expected: Numbers, tolerance: number, what: string): void {
  assert.deepEqual([...actual.shape], [...expected.shape], `${what}: shape`);
  expected.data.forEach((value, i) => {
    const difference = Math.abs(actual.data[i]! - value);
    assert.ok(
      difference <= tolerance * Math.max(1, Math.abs(value)),
      `${what}[${i}]: expected ${value}, received ${actual.data[i]}`,
    );
  });
}
