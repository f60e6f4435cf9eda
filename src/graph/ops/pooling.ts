import { size, text } from '../dimensions';
import { checkLimit } from '../limits';
import { make } from '../node';
import { attributesOf, define, named } from '../op';
import type { GraphNode } from '../types';
import { mul } from './binary';
import { conv } from './convolution';
import { expectTypes, FLOAT } from './dtypes';
import { gather } from './indexing';
import { constant, full } from './leaves';
import { max } from './reductions';
import { reshape } from './shape';
import { concatenate } from './slicing';
import {
  memoized,
  outside,
  reachesOutside,
  type Sliding,
  sliding,
  spatialOf,
  type Table,
  tableOf,
  windowsOf,
  withinReach,
} from './windows';

/** The maximum or the mean of each window of [N, channels, …sizes]. */

export type MaxPool = Sliding & { readonly window: readonly number[] };

export const pools = named({
  maxPool: define<MaxPool>({
    shape([x], attributes) {
      expectTypes([x], FLOAT);
      return [...x.shape.slice(0, 2), ...windowsOf(spatialOf(x.shape), attributes.window, attributes)];
    },
    decompose([x], node) {
      const { taps, windows } = tables(node);
      const { source, index } = readBy(x, tables(node));
      const columns = gather(source, constant(index, [index.length], 'int32'), 2);
      return reshape(max(reshape(columns, [...x.shape.slice(0, 2), taps, windows]), [2]), node.shape);
    },
  }),
});

/** Windows with more elements are not unrolled: one of 64×64 would be 4,096 nodes. */
const MANY = 64;
export const isLarge = (window: readonly number[]): boolean => window.reduce((a, b) => a * b, 1) > MANY;

export const tables = memoized(node => {
  const attributes = attributesOf(pools.maxPool, node);
  return tableOf(spatialOf(node.inputs[0]!.shape), attributes.window, attributes);
});

/**
 * x with its positions as one axis, with −∞ appended if windows reach into the padding, and the index that each tap of
 * each window reads.
 */
export function readBy(x: GraphNode, table: Table): { source: GraphNode; index: Int32Array } {
  const rows = x.shape.slice(0, 2);
  const places = size(spatialOf(x.shape)) as number;
  const flat = reshape(x, [...rows, places]);
  return {
    source: reachesOutside(table) ? concatenate([flat, full(-Infinity, [...rows, 1])], 2) : flat,
    index: outside(table, places),
  };
}

/**
 * The maximum of each window; padding is never the maximum. [N, channels, …sizes] → [N, channels, …windows]. float32.
 */
export const maxPool = (x: GraphNode, window: readonly number[], options: Partial<Sliding> = {}): GraphNode =>
  make(pools.maxPool, [x], poolOf(x, window, options));

const poolOf = (x: GraphNode, window: readonly number[], options: Partial<Sliding>): MaxPool =>
  withinReach(spatialOf(x.shape), window, sliding(window.length, { strides: window, ...options }));

/**
 * The mean of each window without its padding, as in Keras: a convolution of each channel with ones, divided by the
 * number of elements in each window.
 */
export function averagePool(x: GraphNode, poolSize: readonly number[], options: Partial<Sliding> = {}): GraphNode {
  const { window, ...at } = poolOf(x, poolSize, options);
  const channels = x.shape[1] as number;
  const spatial = spatialOf(x.shape);
  const windows = windowsOf(spatial, window, at);
  const ones = full(1, [channels, 1, ...window]);
  const sums = conv(x, ones, { ...at, groups: channels });
  const counts = elementsOf(spatial, window, windows, at);
  return mul(
    sums,
    constant(
      counts.map(count => 1 / count),
      windows,
    ),
  );
}

/** How many elements each window has without padding, in row-major order: the product over the axes. */
function elementsOf(
  spatial: readonly number[],
  window: readonly number[],
  windows: readonly number[],
  { strides, pads, dilations }: Sliding,
): Float32Array {
  checkLimit('constants', size(windows) as number, `the shares of windows ${text(windows)}`);
  return windows.reduce(
    (counts, many, axis) => {
      const along = Float32Array.from({ length: many }, (_, i) => {
        const first = i * strides[axis]! - pads[axis]![0];
        return inside(first, dilations[axis]!, window[axis]!, spatial[axis]!);
      });
      const product = new Float32Array(counts.length * many);
      counts.forEach((count, i) => {
        along.forEach((more, j) => {
          product[i * many + j] = count * more;
        });
      });
      return product;
    },
    new Float32Array([1]),
  );
}

/** How many of the `taps` positions first, first + step, … are from 0 to length − 1. */
function inside(first: number, step: number, taps: number, length: number): number {
  const from = Math.max(0, Math.ceil(-first / step));
  const to = Math.min(taps - 1, Math.floor((length - 1 - first) / step));
  return Math.max(0, to - from + 1);
}
