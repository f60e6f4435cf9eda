import { types } from 'node:util';
import { type Problem, show } from '../../errors';
import { elements } from '../../shape';
import { Tensor } from '../../values/tensor';
import { cellError, columnError, count, plural } from '../error-text';
import type { Pacer } from '../pace';

/** Numbers of a regular nested array, row-major. */
export interface Nest {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Deeper nesting is a mistake, or an array that contains itself. */
export const MAX_RANK = 8;
/** The most numbers in one array: 2 GiB of them. */
const MOST_NUMBERS = 2 ** 29;
/** Numbers read between two pauses. */
const BLOCK = 16_384;

export const isNest = (value: unknown): boolean => Array.isArray(value) || isNumeric(value) || Tensor.is(value);

const isNumeric = (value: unknown): value is Float32Array =>
  ArrayBuffer.isView(value) &&
  !types.isDataView(value) &&
  !types.isBigInt64Array(value) &&
  !types.isBigUint64Array(value) &&
  !Buffer.isBuffer(value);

/** Shape along the first elements: [[1, 2], [3, 4]] → [2, 2]. Stops at `MAX_RANK` + 1, which `flattenNest` rejects. */
export function nestShape(value: unknown): number[] {
  const shape: number[] = [];
  let part = value;
  for (; Array.isArray(part) && shape.length <= MAX_RANK; part = part[0]) shape.push(part.length);
  if (Tensor.is(part)) return [...shape, ...part.shape];
  if (isNumeric(part)) shape.push(part.length);
  return shape;
}

/**
 * Nested arrays, typed arrays or Tensors of finite numbers (or booleans) as one flat array. Errors name a wrong number
 * by `column` and `row`, or, if `row` is null, by its first index.
 */
export function flattenNest(value: unknown, column: string, row: number | null): Nest {
  const steps = new Flattening(value, column, row).steps();
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

/** The same with pauses, if the first axis is the rows of a table. */
export async function flattenRows(value: unknown, column: string, pacer: Pacer): Promise<Nest> {
  const steps = new Flattening(value, column, null).steps();
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
    await pacer.pause();
  }
}

/** A part that is read at once: an innermost array, or typed numbers for all axes from `depth` on. */
interface Part {
  readonly values: unknown;
  readonly depth: number;
  /** its index along the first axis */
  readonly first: number;
}

/** Flattens one nested array. All lengths are compared first, so that memory is allocated only for existing numbers. */
class Flattening {
  private readonly shape: readonly number[];

  constructor(
    private readonly value: unknown,
    private readonly column: string,
    private readonly row: number | null,
  ) {
    this.shape = nestShape(value);
  }

  /** Pauses after each block of numbers. */
  *steps(): Generator<undefined, Nest, undefined> {
    const { shape } = this;
    if (shape.length > MAX_RANK) throw this.refused(`is nested deeper than ${MAX_RANK} arrays`);
    const size = elements(shape);
    let seen = 0;
    for (const { values } of this.parts()) {
      seen += Tensor.is(values) ? 1 : (values as readonly unknown[]).length;
      if (seen < BLOCK) continue;
      seen = 0;
      yield;
    }
    if (size > MOST_NUMBERS)
      throw this.refused(`has ${count(size)} numbers in one array; at most ${count(MOST_NUMBERS)} are possible`);
    const data = new Float32Array(size);
    let at = 0;
    for (const part of this.parts()) {
      const { values } = part;
      const numbers = Tensor.is(values) ? values.data : (values as ArrayLike<unknown>);
      for (let from = 0; from < numbers.length; from += BLOCK) {
        const to = Math.min(numbers.length, from + BLOCK);
        if (Array.isArray(numbers)) for (let i = from; i < to; i++) data[at++] = this.leaf(numbers[i], part, i);
        else at = this.copy(numbers as Float32Array, from, to, data, at, part);
        seen += to - from;
        if (seen < BLOCK) continue;
        seen = 0;
        yield;
      }
    }
    return { data, shape };
  }

  /** All parts in order; a part with another shape than the first is an error. */
  private *parts(): Generator<Part, void, undefined> {
    const arrays: (readonly unknown[])[] = [];
    const next: number[] = [];
    let item = this.value;
    for (;;) {
      const depth = arrays.length;
      const first = depth === 0 ? 0 : next[0]! - 1;
      this.checkShape(item, depth, first);
      if (Array.isArray(item) && depth < this.shape.length - 1) {
        arrays.push(item);
        next.push(0);
      } else yield { values: item, depth, first };
      while (arrays.length > 0 && next.at(-1) === arrays.at(-1)!.length) {
        arrays.pop();
        next.pop();
      }
      if (arrays.length === 0) return;
      item = arrays.at(-1)![next[next.length - 1]!++];
    }
  }

  private checkShape(item: unknown, depth: number, first: number): void {
    if (Array.isArray(item) && depth < this.shape.length && item.length === this.shape[depth]) return;
    const expected = this.shape.slice(depth);
    if (!isNest(item)) throw this.fail(first, `an array of shape [${expected}] was expected, received ${show(item)}`);
    if (Tensor.is(item)) {
      if (String(item.shape) !== String(expected))
        throw this.fail(first, `has the shape [${item.shape}] where the first has [${expected}]`);
      return;
    }
    const { length } = item as readonly unknown[];
    if (length !== expected[0])
      throw this.fail(first, `has ${plural(length, 'value')} where the first has ${count(expected[0]!)}`);
    if (!Array.isArray(item) && expected.length > 1)
      throw this.fail(first, `has the shape [${length}] where the first has [${expected}]`);
  }

  private leaf(item: unknown, part: Part, index: number): number {
    const number = typeof item === 'number' ? item : typeof item === 'boolean' ? Number(item) : null;
    if (number === null) throw this.fail(this.rowOf(part, index), `an array holds numbers, received ${show(item)}`);
    if (!Number.isFinite(Math.fround(number))) throw this.notFinite(number, part, index);
    return number;
  }

  private copy(numbers: Float32Array, from: number, to: number, data: Float32Array, at: number, part: Part): number {
    data.set(numbers.subarray(from, to), at);
    for (let i = from; i < to; i++)
      if (!Number.isFinite(data[at + i - from]!)) throw this.notFinite(numbers[i]!, part, i);
    return at + to - from;
  }

  private notFinite(number: number, part: Part, index: number): Problem {
    return this.fail(this.rowOf(part, index), `an array holds finite numbers, received ${number}`);
  }

  /** The first index of the number at `index` of a part. */
  private rowOf({ depth, first }: Part, index: number): number {
    return depth > 0 ? first : Math.floor(index / elements(this.shape.slice(1)));
  }

  private fail(first: number, problem: string): Problem {
    return cellError(this.column, this.row ?? first, problem);
  }

  /** An error about the nested array as a whole. */
  private refused(problem: string): Problem {
    if (this.row !== null) return cellError(this.column, this.row, problem);
    return columnError(this.column, problem);
  }
}
