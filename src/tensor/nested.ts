import { types } from 'node:util';
import { badArgument, Problem, show } from '../errors';
import { elements } from '../shape';
import type { DType, TensorData } from '../spec';
import { Tensor } from '../values/tensor';
import { checkNested } from './size';
import { BLOCK, now, type Work } from './work';

/** Deeper nesting is a mistake, or an array that contains itself. */
const MAX_RANK = 8;

/** Anything with numbers behind indices, of any realm. */
type ArrayLike = readonly unknown[] | Float32Array;

const isArrayLike = (value: unknown): value is ArrayLike =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !types.isDataView(value));

/** A buffer for `size` elements of this dtype. */
export function allocate(dtype: DType, size: number): TensorData {
  if (dtype === 'int32') return new Int32Array(new SharedArrayBuffer(size * 4));
  if (dtype === 'bool') return new Uint8Array(new SharedArrayBuffer(size));
  return new Float32Array(new SharedArrayBuffer(size * 4));
}

/**
 * A tensor from nested arrays of numbers or of booleans; the innermost may be typed arrays. `where` names the value in
 * errors.
 *
 * dtype: float32; bool where all elements are booleans; or what `dtype` asks for.
 * Shape: the lengths, outermost first; a single number has shape [].
 * Errors: ragged arrays, and elements that are not numbers (for int32: whole 32-bit numbers), each with its place.
 */
export const fromNested = (value: unknown, options?: NestedOptions): Tensor => now(fromNestedWork(value, options));

export interface NestedOptions {
  readonly dtype?: DType;
  readonly where?: string;
}

export function* fromNestedWork(value: unknown, options: NestedOptions = {}): Work<Tensor> {
  const { where = 'payload' } = options;
  const shape = shapeOf(value, where);
  const dtype = options.dtype ?? (typeof firstElement(value) === 'boolean' ? 'bool' : 'float32');
  const data = allocate(dtype, elements(shape));
  const at: number[] = [];
  const place = () => where + at.map(i => `[${i}]`).join('');
  let next = 0;
  const checked = (part: unknown, axis: number): ArrayLike => {
    if (isArrayLike(part) && part.length === shape[axis]) return part;
    throw ragged(part, shape[axis], place(), where + '[0]'.repeat(axis));
  };
  const fill = (part: unknown, axis: number): void => {
    if (axis === shape.length) {
      if (!isElement(part, dtype)) throw badElement(part, dtype, place());
      data[next++] = Number(part);
      return;
    }
    const parts = checked(part, axis);
    for (let i = 0; i < parts.length; i++) {
      at[axis] = i;
      fill(parts[i], axis + 1);
    }
    at.length = axis;
  };
  /** The same for more elements than a block. */
  function* fillLarge(part: unknown, axis: number): Work<void> {
    const parts = checked(part, axis);
    const isLarge = elements(shape.slice(axis + 1)) > BLOCK;
    let block = next + BLOCK;
    for (let i = 0; i < parts.length; i++) {
      at[axis] = i;
      if (isLarge) yield* fillLarge(parts[i], axis + 1);
      else fill(parts[i], axis + 1);
      if (next < block) continue;
      block = next + BLOCK;
      yield;
    }
    at.length = axis;
  }
  if (data.length > BLOCK) yield* fillLarge(value, 0);
  else fill(value, 0);
  return new Tensor(data, shape);
}

/** The lengths along the first elements. */
function shapeOf(value: unknown, where: string): number[] {
  const shape: number[] = [];
  for (let part = value; isArrayLike(part); part = part[0]) {
    if (shape.length === MAX_RANK)
      throw new Problem(`${where} is nested deeper than ${MAX_RANK} arrays`, { argument: where });
    shape.push(part.length);
  }
  return shape;
}

function firstElement(value: unknown): unknown {
  return isArrayLike(value) ? firstElement(value[0]) : value;
}

function isElement(value: unknown, dtype: DType): value is number | boolean {
  if (dtype === 'bool') return typeof value === 'boolean' || value === 0 || value === 1;
  if (dtype === 'int32') return typeof value === 'number' && (value | 0) === value;
  return typeof value === 'number';
}

const ELEMENT: Readonly<Record<DType, string>> = {
  float32: 'a number',
  int32: 'a whole number of 32 bits',
  bool: 'true or false',
};

function badElement(value: unknown, dtype: DType, place: string): Problem {
  if (isArrayLike(value)) return ragged(value, undefined, place, place);
  return badArgument(place, ELEMENT[dtype], value);
}

function ragged(part: unknown, expected: number | undefined, place: string, first: string) {
  const has = (length: number) => `an array of ${length}`;
  const came = isArrayLike(part) ? has(part.length) : show(part);
  const problem =
    expected === undefined
      ? `${place} must be a number, as the elements before it are, received ${came}`
      : `${place} must be ${has(expected)}, as ${first} is, received ${came}`;
  return new Problem(`the arrays are ragged: ${problem}`, {
    argument: place,
    expected,
    received: came,
  });
}

/** Nested arrays of numbers, or of true and false; a tensor of shape [] gives its one element. */
export const toNested = (tensor: Tensor): unknown => now(toNestedWork(tensor));

export function* toNestedWork({ data, shape, dtype }: Tensor): Work<unknown> {
  checkNested(shape);
  const element = dtype === 'bool' ? (i: number) => data[i] !== 0 : (i: number) => data[i];
  let taken = 0;
  const take = (axis: number, start: number, size: number): unknown => {
    if (axis === shape.length) {
      taken++;
      return element(start);
    }
    const made: unknown[] = [];
    const step = shape[axis] === 0 ? 0 : size / shape[axis]!;
    for (let i = 0; i < shape[axis]!; i++) made.push(take(axis + 1, start + i * step, step));
    return made;
  };
  /** The same for more elements than a block. */
  function* takeLarge(axis: number, start: number, size: number): Work<unknown> {
    const made: unknown[] = [];
    const step = size / shape[axis]!;
    let block = taken + BLOCK;
    for (let i = 0; i < shape[axis]!; i++) {
      made.push(
        step > BLOCK ? yield* takeLarge(axis + 1, start + i * step, step) : take(axis + 1, start + i * step, step),
      );
      if (taken < block) continue;
      block = taken + BLOCK;
      yield;
    }
    return made;
  }
  return data.length > BLOCK ? yield* takeLarge(0, 0, data.length) : take(0, 0, data.length);
}
