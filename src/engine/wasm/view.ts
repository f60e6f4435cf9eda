import type { DType } from '../../spec';

/** A piece of memory, whose address is chosen when all kernels are known. */
export interface Allocation {
  readonly bytes: number;
  /** in bytes; −1 until it is chosen */
  address: number;
  /** permanent: inputs, state, constants, results */
  readonly lasting: boolean;
}

/** The motion of a value that differs in each step of a scan: elements from one step to the next. */
export interface Motion {
  /** the global that counts the steps */
  readonly counter: number;
  readonly stride: number;
}

/** Numbers in memory, four bytes each: element i is at offset + Σ iₖ·strideₖ. */
export interface View {
  readonly kind: 'value';
  readonly storage: Allocation;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly motion: readonly Motion[];
  readonly dtype: DType;
}

/** The same number everywhere, known at compile time. */
export interface Literal {
  readonly kind: 'literal';
  readonly value: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}
export type Operand = View | Literal;

export const count = (shape: readonly number[]): number => shape.reduce((product, d) => product * d, 1);

/** The strides of contiguous numbers in row-major order. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export const isContiguous = ({ shape, strides }: View): boolean =>
  rowMajor(shape).every((stride, i) => shape[i] === 1 || strides[i] === stride);

export const whole = (storage: Allocation, shape: readonly number[], dtype: DType): View => ({
  kind: 'value',
  storage,
  offset: 0,
  shape,
  strides: rowMajor(shape),
  motion: [],
  dtype,
});

/** A view of the value in another shape, or null if its strides do not allow it. */
export function reshaped(value: View, shape: readonly number[]): View | null {
  if (isContiguous(value) || count(shape) === 0) return { ...value, shape, strides: rowMajor(shape) };
  const strides = new Array<number>(shape.length).fill(0);
  const long = (s: readonly number[]) => [...s.keys()].filter(i => s[i] !== 1);
  const [from, to] = [long(value.shape), long(shape)];
  // groups of axes that hold the same elements: [6, 4] and [2, 3, 4] are (6 | 2, 3) and (4 | 4)
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    let [next, nextTo] = [i + 1, j + 1];
    let [size, sizeTo] = [value.shape[from[i]!]!, shape[to[j]!]!];
    while (size !== sizeTo)
      if (size < sizeTo) size *= value.shape[from[next++]!]!;
      else sizeTo *= shape[to[nextTo++]!]!;
    for (let k = i; k < next - 1; k++)
      if (value.strides[from[k]!] !== value.strides[from[k + 1]!]! * value.shape[from[k + 1]!]!) return null;
    let stride = value.strides[from[next - 1]!]!;
    for (let k = nextTo - 1; k >= j; k--) {
      strides[to[k]!] = stride;
      stride *= shape[to[k]!]!;
    }
    [i, j] = [next, nextTo];
  }
  return { ...value, shape, strides };
}

/** NumPy's broadcasting, aligned at the last axis. */
export function broadcastView(value: View, shape: readonly number[]): View {
  const lead = shape.length - value.shape.length;
  const strides = shape.map((d, i) =>
    i < lead || (value.shape[i - lead] === 1 && d !== 1) ? 0 : value.strides[i - lead]!,
  );
  return { ...value, shape, strides };
}

export const moved = (value: View, perm: readonly number[]): View => ({
  ...value,
  shape: perm.map(p => value.shape[p]!),
  strides: perm.map(p => value.strides[p]!),
});

export const part = (value: View, axis: number, start: number, length: number): View => ({
  ...value,
  offset: value.offset + start * value.strides[axis]!,
  shape: value.shape.map((d, i) => (i === axis ? length : d)),
});

/** The element along the first axis at the current step of a scan. */
export const element = (value: View, counter: number): View => ({
  ...value,
  shape: value.shape.slice(1),
  strides: value.strides.slice(1),
  motion: [...value.motion, { counter, stride: value.strides[0]! }],
});
