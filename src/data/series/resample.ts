import type { Aggregate, Filling } from '../../spec';

/**
 * Resampling and filling. The same functions make the windows of a file and those of a stream, which look at a part of
 * the series: so whatever a step becomes depends on its own readings and on the nearest steps that have some.
 */

/** The value of one step: of the readings [from, to) of `values`, in order of time, those that are there. NaN: none is. */
export function aggregated(how: Aggregate, values: (reading: number) => number, from: number, to: number): number {
  let result = Number.NaN;
  let count = 0;
  for (let i = from; i < to; i++) {
    const value = values(i);
    if (Number.isNaN(value)) continue;
    count++;
    if (count === 1 || how === 'last') result = value;
    else if (how === 'min') result = Math.min(result, value);
    else if (how === 'max') result = Math.max(result, value);
    else result += value;
  }
  return how === 'mean' && count > 1 ? result / count : result;
}

/**
 * Fills holes of at most `most` steps, in place. `linear`: on the line between the values on both sides. `last`: with
 * the value before. A hole that is longer, and one at the beginning, stays; so does, if filled linearly, one at the end.
 */
export function fillHoles(values: Float64Array, most: number, how: Filling): void {
  let before = -1;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) {
      if (how === 'last' && before >= 0 && i - before <= most) values[i] = values[before]!;
      continue;
    }
    if (how === 'linear' && before >= 0 && i - before > 1 && i - before - 1 <= most) {
      const slope = (values[i]! - values[before]!) / (i - before);
      for (let k = before + 1; k < i; k++) values[k] = values[before]! + slope * (k - before);
    }
    before = i;
  }
}
