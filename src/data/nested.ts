import { show } from '../errors';
import { Tensor } from '../values/tensor';
import type { Pacer } from './pace';
import { cellError, count } from './words';

/** Numbers in a regular nest, row-major. */
export interface Nest {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export const isNest = (value: unknown): boolean =>
  Array.isArray(value) ||
  Tensor.is(value) ||
  (ArrayBuffer.isView(value) && !Buffer.isBuffer(value) && isNumeric(value));

const isNumeric = (view: ArrayBufferView): boolean =>
  !(view instanceof DataView) && !/^Big/.test(view.constructor.name) && 'length' in view;

/** Shape along the first elements: [[1, 2], [3, 4]] → [2, 2]. */
export function nestShape(value: unknown): number[] {
  if (Tensor.is(value)) return [...value.shape];
  if (Array.isArray(value)) return [value.length, ...(value.length > 0 ? nestShape(value[0]) : [])];
  return isNest(value) ? [(value as Float32Array).length] : [];
}

/**
 * Nested arrays, typed arrays or Tensors of finite numbers (or booleans) as one flat array. The place of a number that does
 * not fit is named by `column` and `row`; with `row` null, by its first index.
 */
export function flattenNest(value: unknown, subject: string, column: string, row: number | null): Nest {
  const rows = flattening(value, subject, column, row);
  for (;;) {
    const next = rows.next();
    if (next.done) return next.value;
  }
}

/** The same, where the first axis is the rows of a table. */
export async function flattenRows(value: unknown, subject: string, column: string, pacer: Pacer): Promise<Nest> {
  const rows = flattening(value, subject, column, null);
  for (let row = 1; ; row++) {
    const next = rows.next();
    if (next.done) return next.value;
    if (row % 16 === 0 && pacer.due) await pacer.breathe();
  }
}

/** Pauses behind each element of the first axis. */
function* flattening(
  value: unknown,
  subject: string,
  column: string,
  row: number | null,
): Generator<undefined, Nest, undefined> {
  const shape = nestShape(value);
  const data = new Float32Array(shape.reduce((a, d) => a * d, 1));
  let at = 0;
  let first = 0;
  const fail = (problem: string) => cellError(subject, column, row ?? first, problem);
  const leaf = (item: unknown): void => {
    const number = typeof item === 'number' ? item : typeof item === 'boolean' ? Number(item) : null;
    if (number === null) throw fail(`an array holds numbers, received ${show(item)}`);
    if (!Number.isFinite(Math.fround(number))) throw fail(`an array holds finite numbers, received ${number}`);
    data[at++] = number;
  };
  const walk = (item: unknown, depth: number): void => {
    if (depth === shape.length) {
      leaf(item);
      return;
    }
    const here = nestShape(item);
    if (here.length === 0) throw fail(`an array of shape [${shape.slice(depth)}] was expected, received ${show(item)}`);
    if (here[0] !== shape[depth])
      throw fail(`has ${count(here[0]!)} values where the first has ${count(shape[depth]!)}`);
    if (Array.isArray(item)) {
      for (const inner of item) walk(inner, depth + 1);
      return;
    }
    const flat = Tensor.is(item) ? item.data : (item as Float32Array);
    if (here.length !== shape.length - depth || here.some((d, i) => d !== shape[depth + i]))
      throw fail(`has the shape [${here}] where the first has [${shape.slice(depth)}]`);
    data.set(flat, at);
    for (let i = 0; i < flat.length; i++) {
      if (Number.isFinite(data[at + i]!)) continue;
      if (depth === 0) first = Math.floor((i * shape[0]!) / flat.length);
      throw fail(`an array holds finite numbers, received ${flat[i]}`);
    }
    at += flat.length;
  };
  if (Array.isArray(value))
    for (const item of value) {
      walk(item, 1);
      first++;
      yield;
    }
  else walk(value, 0);
  return { data, shape };
}
