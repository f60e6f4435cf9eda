import type { SeriesPipeline } from '../../../spec';
import { widthOf, writeCalendar } from '../channels';
import type { Steps } from '../grid';
import type { LiveWindow } from '../live-window';
import type { Reading } from '../reader';

/** Makes the window that ends at the step of the newest reading; null: it has to be looked for. */
export type PlainWindows = (readings: readonly Reading[], until: number) => LiveWindow | null;

/**
 * Windows as `lastWindow` makes them, of readings that leave it nothing to do: one for each step, with a value of each column. Nearly
 * all of a stream are such ones. `steps`: null where each reading is a step.
 */
export function plainWindows(series: SeriesPipeline, steps: Steps | null): PlainWindows {
  const { history, columns, known, calendar } = series;
  if (steps === null || known.length > 0) return () => null;
  const offsets: number[] = [];
  let width = 0;
  for (const column of columns) {
    offsets.push(width);
    width += widthOf(column);
  }
  const ofCalendar = width;
  width += 2 * calendar.length;
  const isNumber = columns.map(({ kind }) => kind === 'number');
  return (readings, until) => {
    const first = readings.length - history;
    if (first < 0) return null;
    const newest = steps.stepOf(readings[readings.length - 1]!.time);
    const begin = newest - history + 1;
    if (first > 0 && steps.stepOf(readings[first - 1]!.time) >= begin) return null; // a step has several
    const times = new Float64Array(history);
    // shared, as in a Tensor, so that it is not copied again
    const out = new Float32Array(new SharedArrayBuffer(4 * history * width));
    for (let row = 0; row < history; row++) {
      const { time, values } = readings[first + row]!;
      if (steps.stepOf(time) !== begin + row) return null;
      times[row] = steps.timeOf(begin + row);
      for (let c = 0; c < isNumber.length; c++) {
        const value = values[c]!;
        if (Number.isNaN(value)) return null;
        if (isNumber[c]!) out[row * width + offsets[c]!] = value;
        else out[row * width + offsets[c]! + value] = 1;
      }
    }
    if (times[history - 1]! > until) return null;
    writeCalendar(series, { times, rows: history }, out, ofCalendar, width);
    return { times, last: readings[readings.length - 1]!.values, history: out, future: null, filled: 0 };
  };
}
