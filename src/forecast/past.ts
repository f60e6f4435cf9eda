import { channelPlaces } from '../data';
import type { Column, SeriesPipeline } from '../spec';

/** The past of a target in a window of readings, in its own unit. */

/** [history] of the window of a row */
export type PastOf = (row: number) => Float64Array;

/** Finds the past of a target in the windows of some columns; null: the windows do not contain it. */
export function pastIn(columns: readonly Column[], series: SeriesPipeline, target: string): PastOf | null {
  const place = channelPlaces(series).get(target);
  const windows = columns.find(({ name }) => name === series.windows.history);
  if (place === undefined || windows?.type !== 'tensor') return null;
  const { data, shape, starts } = windows;
  const [steps, width] = shape as [number, number];
  return row => {
    const from = starts ? starts[row]! : row * steps * width;
    return Float64Array.from({ length: steps }, (_, step) => data[from + step * width + place]!);
  };
}

/**
 * The unit of scaled errors: the mean absolute difference between values of the past and those of the season before;
 * NaN: the past is constant, or too short. Source: Hyndman and Koehler 2006 (MASE).
 */
export function errorUnit(past: ArrayLike<number>, season: number): number {
  const lag = season < past.length ? season : 1;
  let sum = 0;
  for (let i = lag; i < past.length; i++) sum += Math.abs(past[i]! - past[i - lag]!);
  const unit = sum / (past.length - lag);
  return unit > 0 ? unit : Number.NaN;
}

/** The forecast for the steps after a gap. */
export const afterGap = (values: Float64Array, gap: number): Float64Array => (gap > 0 ? values.subarray(gap) : values);
