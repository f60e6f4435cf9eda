import { broadcast, coefficient, dimension, isSymbolic, type Several } from '../../graph';
import type { Dim } from '../../graph/types';
import type { DType } from '../../spec';
import type { OnnxNode } from './node';
import { reshapedTo, squeezed, unsqueezed } from './shape';
import { dtypeOf } from './tensor';
import { countOf, integers, type Known, refused } from './value';

/**
 * Constant folding: ops whose inputs are all known are computed while the file is read. This covers arithmetic of
 * shapes, where a number may be a multiple of the batch, and weights that are only rearranged. null: left to the graph.
 */
type Fold = (node: OnnxNode, inputs: Several<Known>) => Known | null;

const isWhole = (known: Known): boolean => known.dtype !== 'float32';

/** The numbers broadcast to another shape by NumPy's rule. */
function broadcastData({ shape, data }: Known, to: readonly number[]): Dim[] {
  const lead = to.length - shape.length;
  return Array.from({ length: countOf(to) }, (_, i) => {
    let [rest, stride, at] = [i, 1, 0];
    for (let axis = to.length - 1; axis >= lead; axis--) {
      if (shape[axis - lead] !== 1) at += (rest % to[axis]!) * stride;
      stride *= shape[axis - lead]!;
      rest = Math.floor(rest / to[axis]!);
    }
    return data[at]!;
  });
}

const elementwise =
  (f: (...operands: [Dim, Dim, Dim]) => Dim, dtype?: DType): Fold =>
  (_, all) => {
    if (!all.every(isWhole)) return null;
    const shape = all.map(k => k.shape).reduce((a, b) => broadcast(a, b) as number[]);
    const [a, b, c] = all.map(k => broadcastData(k, shape)) as [Dim[], Dim[], Dim[]];
    const data = a.map((x, i) => exact(f(exact(x), exact(b?.[i] ?? 0), exact(c?.[i] ?? 0))));
    return { dtype: dtype ?? all.at(-1)!.dtype, shape, data };
  };

/** Beyond 2^53 numbers are not exact here. */
const exact = (d: Dim): Dim =>
  Number.isSafeInteger(coefficient(d)) ? d : refuse(`${d} is too large to be computed while the file is read`);

const noMultiple = (text: string): never => {
  throw refused(`${text} is not a multiple of the batch`);
};
function plus(a: Dim, b: Dim, sign: 1 | -1): Dim {
  if (b === 0) return a;
  if (isSymbolic(a) !== isSymbolic(b)) return noMultiple(`${a} ${sign < 0 ? '−' : '+'} ${b}`);
  const total = coefficient(a) + sign * coefficient(b);
  return total === 0 ? 0 : dimension(total, isSymbolic(a));
}
function times(a: Dim, b: Dim): Dim {
  if (a === 0 || b === 0) return 0;
  if (isSymbolic(a) && isSymbolic(b)) return noMultiple(`${a} · ${b}`);
  return dimension(coefficient(a) * coefficient(b), isSymbolic(a) || isSymbolic(b));
}
function over(a: Dim, b: Dim): Dim {
  const quotient = coefficient(a) / coefficient(b);
  if (!isSymbolic(a) && !isSymbolic(b)) return Math.trunc(quotient);
  if (!isSymbolic(a) || !Number.isInteger(quotient)) return noMultiple(`${a} / ${b}`);
  return dimension(quotient, !isSymbolic(b));
}
/** The batch may be any number from 1 on, so it equals only itself. */
const equal = (a: Dim, b: Dim): Dim => Number(a === b);
const compared = (f: (a: number, b: number) => boolean): Fold =>
  elementwise((a, b) => {
    if (isSymbolic(a) || isSymbolic(b)) return noMultiple(`a comparison of ${a} and ${b}`);
    return Number(f(a, b));
  }, 'bool');

function gather(_: OnnxNode, [x, indices]: readonly [Known, Known, ...Known[]]): Known | null {
  if (!isWhole(x) || x.shape.length !== 1) return null;
  const data = Array.from(indices.data, i => {
    const at = Number(i) < 0 ? Number(i) + x.data.length : Number(i);
    return x.data[at] ?? refuse(`index ${i} is not one of ${x.data.length}`);
  });
  return { dtype: x.dtype, shape: indices.shape, data };
}
const refuse = (sentence: string): never => {
  throw refused(sentence);
};

function slice(n: OnnxNode, [x]: readonly [Known, ...Known[]]): Known | null {
  if (!isWhole(x) || x.shape.length !== 1) return null;
  const [start, end] = [n.list(1, 'starts')?.[0] ?? 0, n.list(2, 'ends')?.[0] ?? Infinity];
  const [step = 1] = n.has(4) ? n.numbers(4, 'steps') : [];
  return step === 1 ? { ...integers(Array.from(x.data).slice(start, end)), dtype: x.dtype } : null;
}

/** Permutes the axes, of a weight too: then it need not be transposed in each run. */
function transpose(n: OnnxNode, [x]: readonly [Known, ...Known[]]): Known {
  const rank = x.shape.length;
  const perm = n.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  return turned(x, perm, n.result);
}
export function turned(x: Known, perm: readonly number[], name: string): Known {
  if (perm.length !== x.shape.length || perm.some((_, i) => !perm.includes(i)))
    throw refused(`[${perm.join(', ')}] is not an order of the axes of [${x.shape.join(', ')}]`);
  const shape = perm.map(p => x.shape[p]!);
  const strides = perm.map(p => countOf(x.shape.slice(p + 1)));
  const count = x.data.length;
  const data =
    x.data instanceof Float32Array
      ? moved(x.data, new Float32Array(count), shape, strides)
      : moved(x.data, new Array<Dim>(count), shape, strides);
  return { dtype: x.dtype, shape, data, ...(x.name && { name }) };
}

/** Element by element of the shape, with the given strides. */
function moved<T, To extends { [index: number]: T; readonly length: number }>(
  source: ArrayLike<T>,
  to: To,
  shape: readonly number[],
  strides: readonly number[],
): To {
  const at = shape.map(() => 0);
  for (let i = 0, from = 0; i < to.length; i++) {
    to[i] = source[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
  return to;
}

/** The same numbers in another shape. */
const arranged =
  (shape: (n: OnnxNode, x: Known) => readonly Dim[]): Fold =>
  (n, [x]) => ({ ...x, shape: shape(n, x) as number[], ...(x.name && { name: n.result }) });

function cast(n: OnnxNode, [x]: readonly [Known, ...Known[]]): Known | null {
  const dtype = dtypeOf(n.int('to', 0));
  if (dtype === x.dtype) return x;
  if (dtype === 'int32') return integers(isWhole(x) ? x.data : Array.from(x.data as Float32Array, Math.trunc), x.shape);
  if (dtype === 'bool' && x.dtype === 'int32')
    return { dtype, shape: x.shape, data: Array.from(x.data, d => Number(d !== 0)) };
  return null;
}

const all = (data: ArrayLike<Dim>, f: (a: Dim, b: Dim) => Dim, start: Dim): Dim => Array.from(data).reduce(f, start);

export const folds: Readonly<Record<string, Fold>> = {
  Identity: (_, [x]) => x,
  Cast: cast,
  Add: elementwise((a, b) => plus(a, b, 1)),
  Sub: elementwise((a, b) => plus(a, b, -1)),
  Mul: elementwise(times),
  Div: elementwise(over),
  Neg: elementwise(a => times(a, -1)),
  Equal: elementwise(equal, 'bool'),
  Less: compared((a, b) => a < b),
  Greater: compared((a, b) => a > b),
  And: elementwise((a, b) => Number(a !== 0 && b !== 0), 'bool'),
  Or: elementwise((a, b) => Number(a !== 0 || b !== 0), 'bool'),
  Not: elementwise(a => Number(a === 0), 'bool'),
  Where: elementwise((condition, a, b) => (condition ? a : b)),
  Gather: gather,
  Slice: slice,
  Concat: (_, parts) => {
    if (!parts.every(p => isWhole(p) && p.shape.length === 1)) return null;
    countOf([parts.reduce((sum, p) => sum + p.data.length, 0)]);
    return { ...integers(parts.flatMap(p => Array.from(p.data))), dtype: parts[0].dtype };
  },
  Transpose: transpose,
  Reshape: arranged((n, x) => reshapedTo(n, x.shape)),
  Squeeze: arranged((n, x) => squeezed(n, x.shape)),
  Unsqueeze: arranged((n, x) => unsqueezed(n, x.shape)),
  Expand: (n, [x]) => {
    const shape = n.dims(1, 'the shape');
    if (!isWhole(x) || shape.some(isSymbolic)) return null;
    const whole = broadcast(x.shape, shape) as number[];
    return { dtype: x.dtype, shape: whole, data: broadcastData(x, whole) };
  },
  ReduceProd: (n, [x]) =>
    isWhole(x) && x.shape.length === 1
      ? integers([exact(all(x.data, times, 1))], n.int('keepdims', 1) ? [1] : [])
      : null,
  Range: (_, bounds) => {
    if (!bounds.every(isWhole)) return null;
    const [start, limit, delta] = bounds.map(b => b.data[0]!);
    if ([start, limit, delta].some(d => isSymbolic(d!))) return refuse('a range must not depend on the batch');
    const length = countOf([Math.max(0, Math.ceil((Number(limit) - Number(start)) / Number(delta)))]);
    return integers(Array.from({ length }, (_, i) => Number(start) + i * Number(delta)));
  },
};
