import { count } from './numbers';

/** Tensors in plain float64 arrays, one element at a time: slow, but simple enough to be trusted. */
export interface Plain {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
type Index = readonly number[];

/** The tensor whose element at each index is f(index). */
export function build(shape: readonly number[], f: (index: Index) => number): Plain {
  const data = Array.from({ length: count(shape) }, (_, flat) => {
    const index: number[] = [];
    for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
      index.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    return f(index);
  });
  return { shape, data };
}

/** The element at an index, of which numpy's broadcasting reads the last places and 0 where the length is 1. */
export function at({ shape, data }: Plain, index: Index): number {
  const own = shape.map((d, i) => (d === 1 ? 0 : index[index.length - shape.length + i]!));
  return data[own.reduce((flat, i, axis) => flat * shape[axis]! + i, 0)]!;
}

/** Every index of a shape. */
export function* indices(shape: readonly number[]): Generator<Index> {
  if (shape.length === 0) yield [];
  else for (let i = 0; i < shape[0]!; i++) for (const rest of indices(shape.slice(1))) yield [i, ...rest];
}

/** Reduces along the axes; the result keeps them with length 1. */
export const reduce = (x: Plain, axes: readonly number[], f: (values: number[]) => number): Plain => {
  const shape = x.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  const inner = axes.map(a => x.shape[a]!);
  return build(shape, index =>
    f(
      [...indices(inner)].map(at1 =>
        at(
          x,
          index.map((v, i) => (axes.includes(i) ? at1[axes.indexOf(i)]! : v)),
        ),
      ),
    ),
  );
};
