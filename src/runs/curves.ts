import type { EarlierEpochs, RunCurves } from '../spec';

/** The most epochs of a run's curves. A screen shows no more points. */
export const MOST_POINTS = 2000;

interface Point {
  readonly epoch: number;
  readonly seconds: number | null;
  readonly metrics: Readonly<Record<string, number>>;
}

const known = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/**
 * The curves of a running training, bounded: when there are too many epochs, every other one is dropped, and from then
 * on new ones are thinned likewise. The last epoch is always included.
 */
export class CurvesSoFar {
  private points: Point[] = [];
  /** one of this many epochs is kept */
  private every = 1;

  constructor(
    before: RunCurves | null = null,
    private readonly most = MOST_POINTS,
  ) {
    if (before) this.points = pointsOf(before);
  }

  add(epoch: number, seconds: number | null, metrics: Readonly<Record<string, number>>): void {
    const last = this.points.at(-1);
    if (last && last.epoch >= epoch) return; // repeated for a late listener
    if (last && this.points.length > 1 && last.epoch - this.points.at(-2)!.epoch < this.every) this.points.pop();
    this.points.push({ epoch, seconds, metrics });
    if (this.points.length <= this.most) return;
    this.every *= 2;
    const newest = this.points.length - 1;
    this.points = this.points.filter((_, i) => i % 2 === 0 || i === newest);
  }

  /** The time at each epoch, for curves that replace these. */
  times(): readonly (readonly [epoch: number, seconds: number])[] {
    return this.points.flatMap(({ epoch, seconds }) => (seconds === null ? [] : [[epoch, seconds] as const]));
  }

  toJSON(): RunCurves {
    return columnsOf(this.points);
  }
}

function pointsOf({ epochs, seconds, metrics }: RunCurves): Point[] {
  const named = Object.entries(metrics);
  return epochs.map((epoch, i) => ({
    epoch,
    seconds: seconds[i] ?? null,
    metrics: Object.fromEntries(named.flatMap(([name, values]) => (values[i] == null ? [] : [[name, values[i]]]))),
  }));
}

function columnsOf(points: readonly Point[]): RunCurves {
  const names = new Set(points.flatMap(({ metrics }) => Object.keys(metrics)));
  return {
    epochs: points.map(({ epoch }) => epoch),
    seconds: points.map(({ seconds }) => seconds),
    metrics: Object.fromEntries([...names].map(name => [name, points.map(({ metrics }) => known(metrics[name]))])),
  };
}

/** The curves of a history with every `every`-th epoch and the last one. `times`: the times of some epochs. */
export function curvesOf(
  history: Readonly<Record<string, readonly number[]>>,
  epochs: number,
  times: readonly (readonly [epoch: number, seconds: number])[] = [],
): RunCurves {
  const numbers = Array.from({ length: epochs }, (_, i) => i + 1);
  return thinned({
    epochs: numbers,
    seconds: timesAt(numbers, times),
    metrics: Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.map(v => known(v))])),
  });
}

/** The epochs that a checkpoint has, with the times of those that are on disk. */
export const timed = (earlier: EarlierEpochs, onDisk: RunCurves | null): RunCurves => ({
  ...earlier,
  seconds: timesAt(
    earlier.epochs,
    (onDisk?.epochs ?? []).flatMap((epoch, i) => (onDisk?.seconds[i] == null ? [] : [[epoch, onDisk.seconds[i]]])),
  ),
});

/** Seconds at each epoch, interpolated linearly between the known ones. */
function timesAt(
  epochs: readonly number[],
  times: readonly (readonly [epoch: number, seconds: number])[],
): (number | null)[] {
  let next = 0;
  return epochs.map(epoch => {
    while (next < times.length && times[next]![0] < epoch) next++;
    const after = times[next];
    if (after === undefined) return null;
    const [from, began] = next === 0 ? [0, 0] : times[next - 1]!;
    return began + ((after[1] - began) * (epoch - from)) / (after[0] - from);
  });
}

/** At most `most` epochs, evenly spaced, with the last one. */
export function thinned(curves: RunCurves, most = MOST_POINTS): RunCurves {
  const count = curves.epochs.length;
  if (count <= most) return curves;
  const every = Math.ceil(count / (most - 1));
  return only(curves, i => i % every === 0 || i === count - 1);
}

/** The epochs after this one. */
export const after = (curves: RunCurves, epoch: number): RunCurves =>
  epoch === 0 ? curves : only(curves, i => curves.epochs[i]! > epoch);

/** The epochs up to this one. */
export const upTo = (curves: RunCurves, epoch: number): RunCurves => only(curves, i => curves.epochs[i]! <= epoch);

function only({ epochs, seconds, metrics }: RunCurves, wanted: (index: number) => boolean): RunCurves {
  const pick = <T>(values: readonly T[]): T[] => values.filter((_, i) => wanted(i));
  return {
    epochs: pick(epochs),
    seconds: pick(seconds),
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, values]) => [name, pick(values)])),
  };
}
