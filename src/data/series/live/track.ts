import type { SeriesPipeline } from '../../../spec';
import { stepsOf } from '../grid';
import { isWindow, type LiveWindow, lastWindow, type NoWindow, reachBack } from '../live-window';
import type { Reading } from '../reader';
import { PlainWindows } from './plain-window';

/** What became of a reading. */
export type Arrival =
  /** it belongs to the newest step */
  | 'newest'
  /** it belongs to an older step that is still kept */
  | 'late'
  /** no window can contain it any more */
  | 'too late'
  /** it has only values of columns known in advance */
  | 'ahead';

/** What a track keeps of its readings. */
export interface Kept {
  readonly readings: readonly Reading[];
  /** readings before these, of a clock that may have been set back */
  readonly behind: readonly Reading[];
}

/**
 * The last readings of one series, in order of time: as many as the next window takes. A reading that is late takes its
 * place, and one that comes again counts as in a file.
 *
 * A clock may jump. Readings that lie before all that are kept are collected beside them; where these alone make a
 * window, the clock went back, and they take over: one wrong time in the future does not silence a series for ever.
 */
export class Track {
  private readings: Reading[] = [];
  /** readings before those that are kept */
  private behind: Reading[] = [];
  private readonly stepOf: (time: number) => number;
  private readonly beginOf: (time: number) => number;
  private readonly plain: PlainWindows | null;
  /** the places of columns that are not known in advance; null: there are none, or all are */
  private readonly measured: readonly number[] | null;
  /** the first step that is kept */
  private floor = Number.NEGATIVE_INFINITY;
  /** the time of the newest measured reading; those known in advance do not count; −∞: there is none */
  newest = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly series: SeriesPipeline,
    kept: Kept = { readings: [], behind: [] },
  ) {
    const { grid, zone, columns, known } = series;
    const steps = grid.kind === 'readings' ? null : stepsOf(grid, zone);
    this.stepOf = steps?.stepOf ?? (time => time);
    this.beginOf = steps ? time => steps.timeOf(steps.stepOf(time)) : time => time;
    this.plain = steps && known.length === 0 ? new PlainWindows(series, steps) : null;
    const measured = columns.flatMap(({ name, kind }, c) => (kind === 'number' && !known.includes(name) ? [c] : []));
    this.measured = known.length === 0 || measured.length === 0 ? null : measured;
    this.behind.push(...kept.behind);
    this.take([...kept.readings]);
  }

  /** The readings that are kept, in order. */
  get kept(): Kept {
    return { readings: this.readings, behind: this.behind };
  }

  /** The step that a time belongs to: a later one has a larger number. */
  step(time: number): number {
    return this.stepOf(time);
  }

  /** Is the time at a later step than all measured readings so far? */
  opens(time: number): boolean {
    return this.newest > Number.NEGATIVE_INFINITY && this.stepOf(time) > this.stepOf(this.newest);
  }

  add(reading: Reading): Arrival {
    if (this.stepOf(reading.time) < this.floor) return this.tooLate(reading);
    const before = this.newest;
    const isMeasured = this.isMeasured(reading);
    if (!insert(this.readings, reading)) this.plain?.forget();
    if (isMeasured && reading.time > before) this.newest = reading.time;
    this.drop();
    this.behind = [];
    if (!isMeasured) return 'ahead';
    const isNewest = before === Number.NEGATIVE_INFINITY || this.stepOf(reading.time) >= this.stepOf(before);
    return isNewest ? 'newest' : 'late';
  }

  /** The window that ends at the step of this time; what lies after it is left out. */
  window(time = this.newest): LiveWindow | NoWindow {
    const until = time === Number.NEGATIVE_INFINITY ? time : this.beginOf(time);
    return this.plain?.make(this.readings, until) ?? lastWindow(this.series, this.readings, until);
  }

  private isMeasured({ values }: Reading): boolean {
    return this.measured === null || this.measured.some(c => !Number.isNaN(values[c]!));
  }

  private take(readings: Reading[]): void {
    this.plain?.forget();
    this.readings = readings;
    this.floor = Number.NEGATIVE_INFINITY;
    this.newest = readings.findLast(reading => this.isMeasured(reading))?.time ?? Number.NEGATIVE_INFINITY;
    this.drop();
  }

  private tooLate(reading: Reading): Arrival {
    insert(this.behind, reading);
    const { behind } = this;
    if (behind.length < this.series.history || !isWindow(lastWindow(this.series, behind))) {
      if (behind.length > 2 * this.most) behind.splice(0, this.most);
      return 'too late';
    }
    this.behind = [];
    this.take(behind);
    return 'newest';
  }

  /** The most readings that are kept: a resampled step may have many, but not any number. */
  private get most(): number {
    return Math.max(1000, 64 * reachBack(this.series));
  }

  /** Drops readings that no window will need, even if late readings of the newest steps arrive. */
  private drop(): void {
    const { readings, series, most } = this;
    if (this.newest === Number.NEGATIVE_INFINITY) {
      if (readings.length > most) readings.splice(0, readings.length - most);
      return;
    }
    const back = reachBack(series) + series.gap + series.horizon;
    let from = Math.max(0, readings.length - most);
    if (series.grid.kind === 'readings') from = Math.max(from, readings.length - 2 * back);
    else {
      this.floor = Math.max(this.floor, this.stepOf(this.newest) - back);
      while (from < readings.length && this.stepOf(readings[from]!.time) < this.floor) from++;
    }
    if (from === 0) return;
    readings.splice(0, from);
    this.floor = Math.max(this.floor, this.stepOf(readings[0]!.time));
  }
}

/** Inserts by time; of equal times, the one that came last is last. True: it is the last one. */
function insert(readings: Reading[], reading: Reading): boolean {
  let at = readings.length;
  while (at > 0 && readings[at - 1]!.time > reading.time) at--;
  const isLast = at === readings.length;
  if (isLast) readings.push(reading);
  else readings.splice(at, 0, reading);
  return isLast;
}
