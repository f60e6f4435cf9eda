import { elements } from '../../shape';
import type { Scale, Scaling, TensorColumn, Transform } from '../../spec';

import { startOf } from '../table/array-rows';
import { fitScale } from './fit-scale';
import { momentsOf } from './statistics';

/** Arrays are fitted on evenly spaced rows with at most this many numbers. */
const MOST_NUMBERS = 2 ** 22;

/** Up to this length, an array is a list of features; a longer one is an image or a signal. */
const FEW = 32;
/** Numbers with at least this reach have a size that suits a network. */
const REACH = 0.25;
/** Positions are of one kind if their ranges differ by no more than this factor. */
const ONE_KIND = 10;

/**
 * How an array becomes numbers, as its training rows suggest:
 * - As it is, if its numbers suit a network already: images and masks from 0 to 1, one-hot rows, numbers from −1 to 1.
 * - Images of bytes: from 0 to 1, whatever bytes occur.
 * - With one scale for all, if the positions along the last axis are of one kind, like the samples of a signal.
 * - Otherwise each position separately, like columns: their units are unrelated.
 * `wanted` sets the scaling; the positions still decide whether there is one scale for all.
 */
export function fitArray(
  column: TensorColumn,
  trainRows: Int32Array,
  wanted: Scaling | undefined,
  use: 'feature' | 'target',
): Transform {
  if (wanted === 'none') return { kind: 'identity' };
  const { shape } = column;
  const width = elements(shape);
  const rows = someOf(trainRows, Math.max(1, Math.floor(MOST_NUMBERS / Math.max(1, width))));
  if (rows.length === 0 || width === 0) return { kind: 'identity' };
  const ranges = rangesOf(column, rows, width);
  if (wanted === undefined && suitsAsItIs(ranges)) return { kind: 'identity' };
  if (wanted === undefined && use === 'feature' && areBytes(column, rows, ranges))
    return { kind: 'minmax', min: 0, range: 255, mean: 0 };
  const scaleFor = (values: Float64Array): Scale =>
    fitScale(values, wanted ?? (use === 'target' ? 'standard' : undefined));
  const positions = shape.at(-1)!;
  const along = ranges.slice(0, positions).map((_, at) => joined(ranges.filter((_, i) => i % positions === at)));
  if (areOfOneKind(along)) return scaleFor(valuesOf(column, rows, width, 0, 1));
  return { kind: 'positions', scales: along.map((_, at) => scaleFor(valuesOf(column, rows, width, at, positions))) };
}

interface Range {
  readonly min: number;
  readonly max: number;
}

const joined = (ranges: readonly Range[]): Range => ({
  min: ranges.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
  max: ranges.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY),
});
const reachOf = ({ min, max }: Range): number => Math.max(-min, max);

function someOf(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}

/** The range of each number of a row, over the rows. */
function rangesOf(column: TensorColumn, rows: Int32Array, width: number): Range[] {
  const { data } = column;
  const start = startOf(column);
  const min = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (const row of rows)
    for (let i = 0, from = start(row); i < width; i++) {
      const value = data[from + i]!;
      if (value < min[i]!) min[i] = value;
      if (value > max[i]!) max[i] = value;
    }
  return Array.from(min, (least, i) => ({ min: least, max: max[i]! }));
}

/** Numbers of the rows at `first`, `first + step`, … */
function valuesOf(column: TensorColumn, rows: Int32Array, width: number, first: number, step: number): Float64Array {
  const { data } = column;
  const start = startOf(column);
  const values = new Float64Array(rows.length * Math.ceil((width - first) / step));
  let count = 0;
  for (const row of rows)
    for (let i = first, from = start(row); i < width; i += step) values[count++] = data[from + i]!;
  return values;
}

/** In a list of features each varying one must suit; in an image or a signal, all of it together. */
function suitsAsItIs(ranges: readonly Range[]): boolean {
  const whole = joined(ranges);
  if (whole.min < -1 || whole.max > 1) return false;
  if (ranges.length > FEW) return reachOf(whole) >= REACH;
  return ranges.every(range => range.min === range.max || reachOf(range) >= REACH);
}

/** Bytes of an image: whole numbers from 0 to 255 that exceed the half, and more of them than a list has. */
function areBytes(column: TensorColumn, rows: Int32Array, ranges: readonly Range[]): boolean {
  const { data, shape } = column;
  const start = startOf(column);
  const { min, max } = joined(ranges);
  if (min < 0 || max > 255 || max < 128 || (shape.length === 1 && ranges.length <= FEW)) return false;
  return rows.every(row => {
    const from = start(row);
    for (let i = from; i < from + ranges.length; i++) if (!Number.isInteger(data[i])) return false;
    return true;
  });
}

/** The varying positions have ranges of similar width and location. */
function areOfOneKind(ranges: readonly Range[]): boolean {
  const varying = ranges.filter(({ min, max }) => max > min);
  if (varying.length < 2) return varying.length === ranges.length;
  const widths = Float64Array.from(varying, ({ min, max }) => max - min).sort();
  const middles = Float64Array.from(varying, ({ min, max }) => (min + max) / 2);
  const typical = widths[widths.length >> 1]!;
  const { min, max } = momentsOf(middles);
  return widths.at(-1)! <= ONE_KIND * widths[0]! && max - min <= typical;
}
