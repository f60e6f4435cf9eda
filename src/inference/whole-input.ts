import { types } from 'node:util';
import type { AtPlace } from '../data/pipeline/array-scale';
import { Tensor } from '../values/tensor';

/** Numbers that are already a network's whole input: no records, and no columns. */
export interface WholeInput {
  readonly data: Float32Array;
  readonly rows: number;
  /** a single row, without a row axis */
  readonly single: boolean;
}

/** The same with scaled numbers, element by element. */
export function scaled(whole: WholeInput | undefined, scale: AtPlace | null): WholeInput | undefined {
  if (whole === undefined || scale === null) return whole;
  const { data: given, rows } = whole;
  const data = new Float32Array(given.length); // `map` takes several times as long
  const width = given.length / rows;
  for (let from = 0; from < given.length; from += width)
    for (let at = 0; at < width; at++) data[from + at] = scale(given[from + at]!, at);
  return { ...whole, data };
}

/** A payload as rows of this shape; undefined if it is anything else, or not all numbers are finite. */
export function wholeInputOf(payload: unknown, shape: readonly number[]): WholeInput | undefined {
  const numbers = Tensor.is(payload) ? payload.data : payload;
  if (!types.isFloat32Array(numbers)) return undefined;
  const given = Tensor.is(payload) ? payload.shape : [numbers.length];
  const single = given.length === shape.length;
  const inner = single ? given : given.slice(1);
  if (inner.length !== shape.length || inner.some((d, i) => d !== shape[i])) return undefined;
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return undefined;
  // An array of the message must not be transferred, and may be from another realm, so it is copied. A Tensor's is not.
  const shared = types.isSharedArrayBuffer(numbers.buffer);
  const data = shared
    ? new Float32Array(numbers.buffer, numbers.byteOffset, numbers.length)
    : new Float32Array(numbers);
  return data.length > 0 ? { data, rows: single ? 1 : given[0]!, single } : undefined;
}
