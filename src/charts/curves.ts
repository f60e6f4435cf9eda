import type { RunCurves } from '../spec/run';

/** From the curves of a run to the points of a line. */

export type XAxis = 'epoch' | 'time';
type Values = readonly (number | null)[];
export type Points = (readonly [x: number, y: number])[];

export interface View {
  readonly x: XAxis;
  readonly log: boolean;
  /** weight of the past, 0 to 0.99 */
  readonly smoothing: number;
}

/**
 * Exponential moving average, like TensorBoard's slider: divided by the sum of the weights so far, so that the first
 * values are not biased towards 0.
 */
export function smoothed(values: Values, weight: number): (number | null)[] {
  if (weight === 0) return [...values];
  let last = 0;
  let count = 0;
  return values.map(value => {
    if (value === null) return null;
    last = last * weight + (1 - weight) * value;
    count++;
    return last / (1 - weight ** count);
  });
}

/** Points of one metric, without those that the axes cannot show. */
export function pointsOf({ epochs, seconds, metrics }: RunCurves, metric: string, { x, log, smoothing }: View): Points {
  const values = smoothed(metrics[metric] ?? [], smoothing);
  const points: Points = [];
  for (const [i, y] of values.entries()) {
    const at = x === 'epoch' ? epochs[i] : seconds[i];
    if (y !== null && at !== null && at !== undefined && !(log && y <= 0)) points.push([at, y]);
  }
  return points;
}

/** About `most` points at most: the minimum and maximum of each piece, so that peaks stay. */
export function thin(points: Points, most: number): Points {
  if (points.length <= most) return points;
  const size = Math.ceil(points.length / (most / 2));
  const kept: Points = [];
  for (let from = 0; from < points.length; from += size) {
    let [low, high] = [from, from];
    for (let i = from; i < Math.min(points.length, from + size); i++) {
      if (points[i]![1] < points[low]![1]) low = i;
      if (points[i]![1] > points[high]![1]) high = i;
    }
    kept.push(points[Math.min(low, high)]!);
    if (low !== high) kept.push(points[Math.max(low, high)]!);
  }
  const last = points.at(-1)!;
  if (kept.at(-1) !== last) kept.push(last);
  return kept;
}

/** Appends the new epochs. */
export function joined(before: RunCurves, more: RunCurves): RunCurves {
  const last = before.epochs.at(-1) ?? 0;
  const from = more.epochs.findIndex(epoch => epoch > last);
  if (from < 0) return before;
  const names = new Set([...Object.keys(before.metrics), ...Object.keys(more.metrics)]);
  const nothing = (curves: RunCurves): Values => curves.epochs.map(() => null);
  return {
    epochs: [...before.epochs, ...more.epochs.slice(from)],
    seconds: [...before.seconds, ...more.seconds.slice(from)],
    metrics: Object.fromEntries(
      [...names].map(name => [
        name,
        [...(before.metrics[name] ?? nothing(before)), ...(more.metrics[name] ?? nothing(more)).slice(from)],
      ]),
    ),
  };
}
