import type { SeriesPipeline } from '../../../spec';
import { widthOf, writeCalendar } from '../channels';
import type { Steps } from '../grid';
import type { LiveWindow } from '../live-window';
import type { Reading } from '../reader';

/** Windows are kept that have at most so many numbers for each one of their readings: a column of many categories makes wide ones. */
const WIDEST = 4;

/**
 * Windows of one series as `lastWindow` makes them, of readings that leave it nothing to do: one for each step, with a value of each
 * column. Nearly all of a stream are such ones. A window that follows the last one is that without its first step.
 */
export class PlainWindows {
  private readonly offsets: readonly number[];
  private readonly ofCalendar: number;
  private readonly width: number;
  /** the last window, and the reading that it ended with; null: there is none, or it is too wide to be kept */
  private last: { readonly reading: Reading; readonly step: number; readonly window: LiveWindow } | null = null;

  constructor(
    private readonly series: SeriesPipeline,
    private readonly steps: Steps,
  ) {
    const offsets: number[] = [];
    let width = 0;
    for (const column of series.columns) {
      offsets.push(width);
      width += widthOf(column);
    }
    this.offsets = offsets;
    this.ofCalendar = width;
    this.width = width + 2 * series.calendar.length;
  }

  /** A reading took its place among earlier ones, or they are others: the next window is not made of the last one. */
  forget(): void {
    this.last = null;
  }

  /** The window that ends at the step of the last reading, which begins at `until`; null: it has to be looked for. */
  make(readings: readonly Reading[], until: number): LiveWindow | null {
    const { series, steps, width } = this;
    const { history } = series;
    const first = readings.length - history;
    if (first < 0) return null;
    const reading = readings[readings.length - 1]!;
    const step = steps.stepOf(reading.time);
    if (steps.timeOf(step) > until) return null;
    const times = new Float64Array(history);
    // shared, as in a Tensor, so that it is not copied again
    const out = new Float32Array(new SharedArrayBuffer(4 * history * width));
    const from = this.follow(readings, step, times, out);
    const begin = step - history + 1;
    if (from === 0 && first > 0 && steps.stepOf(readings[first - 1]!.time) >= begin) return null; // a step has several
    for (let row = from; row < history; row++) {
      const { time, values } = readings[first + row]!;
      if (steps.stepOf(time) !== begin + row || !this.write(values, out, row * width)) return null;
      times[row] = steps.timeOf(begin + row);
    }
    const rest = { times: times.subarray(from), rows: history - from };
    writeCalendar(series, rest, out.subarray(from * width), this.ofCalendar, width);
    const window = { times, last: reading.values, history: out, future: null, filled: 0 };
    this.last = width <= WIDEST * (series.columns.length + 1) ? { reading, step, window } : null;
    return window;
  }

  /** Begins with what the last window has; returns the first row that is still to be written: 0 if they do not follow one another. */
  private follow(readings: readonly Reading[], step: number, times: Float64Array, out: Float32Array): number {
    const { last, steps, width } = this;
    const [before, earlier] = [readings[readings.length - 2], readings[readings.length - 3]];
    if (last === null || last.reading !== before || last.step !== step - 1) return 0;
    if (earlier !== undefined && steps.stepOf(earlier.time) === last.step) return 0;
    times.set(last.window.times.subarray(1));
    out.set(last.window.history.subarray(width));
    return times.length - 1;
  }

  /** Writes the values of a step; false: one is missing. */
  private write(values: Float64Array, out: Float32Array, at: number): boolean {
    const { columns } = this.series;
    for (let c = 0; c < columns.length; c++) {
      const value = values[c]!;
      if (Number.isNaN(value)) return false;
      const place = at + this.offsets[c]!;
      if (columns[c]!.kind === 'number') out[place] = value;
      else out[place + value] = 1;
    }
    return true;
  }
}
