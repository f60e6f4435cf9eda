import { Problem } from '../../errors';
import { isSymbolic, text } from '../dimensions';
import { checkLimit } from '../limits';
import type { GraphNode, Shape } from '../types';

/**
 * Windows that slide over the spatial axes of a tensor [N, channels, …spatial]: what convolutions and pools have in
 * common. Taps (positions in the window) and windows are numbered in row-major order.
 *
 * ```
 * axis of 5, window of 3, stride 2, padding 1 before and after      table [taps, windows]
 *
 *   ·  0  1  2  3  4  ·                                               tap 0:  −1  1  3
 *  [──────]                                                           tap 1:   0  2  4
 *        [──────]                                                     tap 2:   1  3 −1
 *              [──────]
 * ```
 */
export type Sliding = {
  readonly strides: readonly number[];
  /** zeros before and after each spatial axis (for a maximum: −∞) */
  readonly pads: readonly (readonly [lo: number, hi: number])[];
  readonly dilations: readonly number[];
};

/** Strides and dilations of 1 and no padding by default. */
export const sliding = (rank: number, { strides, pads, dilations }: Partial<Sliding>): Sliding => ({
  strides: strides ?? Array(rank).fill(1),
  pads: pads ?? Array(rank).fill([0, 0]),
  dilations: dilations ?? Array(rank).fill(1),
});

/** The spatial sizes of [N, channels, …spatial]; throws a Problem if they are unknown or there are none. */
export function spatialOf(shape: Shape): number[] {
  const spatial = shape.slice(2);
  if (spatial.length === 0 || spatial.some(isSymbolic))
    throw new Problem(`needs [N, channels, …sizes] with known sizes, received ${text(shape)}`);
  return spatial as number[];
}

/** Engines count with signed 32-bit integers. */
const MAX_LENGTH = 2 ** 31 - 1;

/** How many windows fit along each axis; throws a Problem if none does. */
export function windowsOf(spatial: readonly number[], window: readonly number[], at: Sliding): number[] {
  const lengths = [window, at.strides, at.pads, at.dilations].map(list => list.length);
  if (lengths.some(length => length !== spatial.length))
    throw new Problem(
      `sizes ${text(spatial)} need a window, strides, padding and dilations of ${spatial.length} numbers`,
    );
  return spatial.map((length, i) => {
    const [lo, hi] = at.pads[i]!;
    const span = (window[i]! - 1) * at.dilations[i]! + 1;
    if (Math.max(lo + length + hi, span) > MAX_LENGTH)
      throw new Problem(
        `an axis with its padding, and a window, may be ${MAX_LENGTH} long at most, received ${lo + length + hi} and ${span}`,
      );
    if (lo + length + hi < span)
      throw new Problem(`a window of ${span} does not fit ${text(spatial)} with padding ${lo} and ${hi} at axis ${i}`);
    return Math.floor((lo + length + hi - span) / at.strides[i]!) + 1;
  });
}

/**
 * The same windows without the elements at their edges that are in the padding at every position: of a window of 5,000
 * over 8 elements, no more than 15 are ever inside. For pools, to which padding adds nothing.
 */
export function withinReach(
  spatial: readonly number[],
  window: readonly number[],
  at: Sliding,
): Sliding & { readonly window: readonly number[] } {
  const windows = windowsOf(spatial, window, at);
  const axes = spatial.map((length, i) => {
    const [lo, hi] = at.pads[i]!;
    const last = (windows[i]! - 1) * at.strides[i]!; // distance of the last window from the first
    const from = Math.max(0, lo - last);
    const to = Math.min(window[i]! - 1, lo + length - 1);
    const whole = from === 0 && to === window[i]! - 1;
    if (whole || at.dilations[i] !== 1) return { window: window[i]!, pads: [lo, hi] as const };
    const before = lo - from;
    return { window: to - from + 1, pads: [before, Math.max(0, last + to - from + 1 - length - before)] as const };
  });
  return { ...at, window: axes.map(axis => axis.window), pads: axes.map(axis => axis.pads) };
}

const count = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** The coordinates of every place in row-major order. */
export function places(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (found, length) => found.flatMap(place => Array.from({ length }, (_, i) => [...place, i])),
    [[]],
  );
}

/** Index tables [taps, windows] in row-major order: what each tap of each window reads, −1 in the padding. */
export interface Table {
  readonly taps: number;
  readonly windows: number;
  readonly data: Int32Array;
}

const checkTable = (window: readonly number[], places: readonly number[]): void =>
  checkLimit('indices', count(window) * count(places), `a table of windows ${text(window)} at ${text(places)}`);

/** What the windows read, as indices into the flattened spatial axes. */
export function tableOf(spatial: readonly number[], window: readonly number[], at: Sliding): Table {
  const windows = windowsOf(spatial, window, at);
  checkTable(window, windows);
  const starts = places(windows);
  const taps = places(window);
  const data = new Int32Array(taps.length * starts.length);
  let next = 0;
  for (const tap of taps)
    for (const start of starts) {
      let flat = 0;
      for (let axis = 0; axis < spatial.length && flat >= 0; axis++) {
        const length = spatial[axis]!;
        const place = start[axis]! * at.strides[axis]! + tap[axis]! * at.dilations[axis]! - at.pads[axis]![0];
        flat = place < 0 || place >= length ? -1 : flat * length + place;
      }
      data[next++] = flat;
    }
  return { taps: taps.length, windows: starts.length, data };
}

/**
 * The inverse table, [taps, positions]: the window that reads a position with this tap, −1 where none does. A few
 * windows may read very many positions, so the size is checked before either table is made.
 */
export function inverseTableOf(spatial: readonly number[], window: readonly number[], at: Sliding): Table {
  checkTable(window, spatial);
  return turned(tableOf(spatial, window, at), spatial);
}

function turned({ taps, windows, data }: Table, spatial: readonly number[]): Table {
  const size = count(spatial);
  const back = new Int32Array(taps * size).fill(-1);
  data.forEach((place, i) => {
    if (place >= 0) back[Math.floor(i / windows) * size + place] = i % windows;
  });
  return { taps, windows: size, data: back };
}

/** −1 as the index of an element appended after all others. */
export const outside = ({ data }: Table, place: number): Int32Array => data.map(i => (i < 0 ? place : i));
export const reachesOutside = ({ data }: Table): boolean => data.some(i => i < 0);

/** The table of a node is made once, however often it is read. */
export function memoized(make: (node: GraphNode) => Table): (node: GraphNode) => Table {
  const tables = new WeakMap<GraphNode, Table>();
  return node => {
    const table = tables.get(node) ?? make(node);
    tables.set(node, table);
    return table;
  };
}
