import type { SeriesPipeline } from '../../spec';
import { stepsOf } from './grid';
import { isWindow, type LiveWindow, lastWindow, type NoWindow, reachBack } from './live-window';
import type { Reading } from './reader';

/** What happened to a reading. */
export type Arrival =
  /** it is at the newest step */
  | 'newest'
  /** it came late, for a step that is still kept */
  | 'late'
  /** it came too late: no window can hold it */
  | 'too late';

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
  private readonly step: (time: number) => number;
  /** the first step that is kept */
  private floor = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly series: SeriesPipeline,
    kept: readonly Reading[] = [],
  ) {
    const { grid, zone } = series;
    this.step = grid.kind === 'readings' ? time => time : stepsOf(grid, zone).stepOf;
    for (const reading of kept) this.readings.push(reading);
    if (kept.length > 0) this.drop();
  }

  /** The readings that are kept, in order. */
  get kept(): readonly Reading[] {
    return this.readings;
  }

  /** The time of the newest reading; −∞: there is none. */
  get newest(): number {
    return this.readings.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  }

  /** Is the time at a later step than all readings so far? */
  opens(time: number): boolean {
    return this.readings.length > 0 && this.step(time) > this.step(this.newest);
  }

  add(reading: Reading): Arrival {
    const { readings } = this;
    if (this.step(reading.time) < this.floor) return this.tooLate(reading);
    const isNewest = readings.length === 0 || this.step(reading.time) >= this.step(this.newest);
    insert(readings, reading);
    this.drop();
    this.behind = [];
    return isNewest ? 'newest' : 'late';
  }

  /**
   * The window that ends at the newest step; `complete`: at the last step that is over, because a later one has begun.
   */
  window(complete = false): LiveWindow | NoWindow {
    return lastWindow(this.series, this.readings, complete ? this.beginOfNewest() : undefined);
  }

  private beginOfNewest(): number {
    const { grid, zone } = this.series;
    if (grid.kind === 'readings') return this.newest;
    const { stepOf, timeOf } = stepsOf(grid, zone);
    return timeOf(stepOf(this.newest));
  }

  private tooLate(reading: Reading): Arrival {
    insert(this.behind, reading);
    const { behind } = this;
    if (behind.length < this.series.history || !isWindow(lastWindow(this.series, behind))) {
      if (behind.length > 2 * this.most) behind.splice(0, this.most);
      return 'too late';
    }
    this.readings = behind;
    this.behind = [];
    this.floor = Number.NEGATIVE_INFINITY;
    this.drop();
    return 'newest';
  }

  /** Readings of a step that is resampled may be many, but not any number. */
  private get most(): number {
    return Math.max(1000, 64 * reachBack(this.series));
  }

  /** Forgets what no window will need: a late reading of the newest steps is still possible. */
  private drop(): void {
    const { readings, series, most } = this;
    const back = reachBack(series) + series.gap + series.horizon;
    let from = Math.max(0, readings.length - most);
    if (series.grid.kind === 'readings') from = Math.max(from, readings.length - 2 * back);
    else {
      this.floor = Math.max(this.floor, this.step(this.newest) - back);
      while (from < readings.length && this.step(readings[from]!.time) < this.floor) from++;
    }
    if (from === 0) return;
    readings.splice(0, from);
    this.floor = Math.max(this.floor, this.step(readings[0]!.time));
  }
}

/** In order of time; of equal times the last one that came is last. */
function insert(readings: Reading[], reading: Reading): void {
  let at = readings.length;
  while (at > 0 && readings[at - 1]!.time > reading.time) at--;
  if (at === readings.length) readings.push(reading);
  else readings.splice(at, 0, reading);
}
