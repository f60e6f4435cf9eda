import type { SeriesPipeline } from '../../../spec';
import { Tensor } from '../../../values/tensor';
import { channelNames } from '../channels';
import type { LiveWindow } from '../live-window';

/** What a message says about its window. */
export interface AboutWindow {
  /** the times of its first and last step: milliseconds since 1970, or what the times of training were */
  readonly from: number;
  readonly time: number;
  readonly steps: number;
  /** values that were filled in */
  readonly filled: number;
  /** the last value of each column */
  readonly last: Readonly<Record<string, number | string | null>>;
}

/**
 * A window as the record that a model of series takes, with the time of its last step, and what there is to tell of it.
 */
export function windowMessage(
  series: SeriesPipeline,
  keys: readonly string[],
  { history, future, times, columns, filled }: LiveWindow,
): { readonly payload: Readonly<Record<string, unknown>>; readonly about: AboutWindow } {
  const { windows, key, calendar, known } = series;
  const tensor = (data: Float32Array, steps: number, width: number): Tensor => new Tensor(data, [steps, width]);
  const payload: Record<string, unknown> = {
    [windows.history]: tensor(history, times.length, channelNames(series.columns, calendar).length),
  };
  if (future && windows.known !== undefined) {
    const ahead = series.columns.filter(({ name }) => known.includes(name));
    payload[windows.known] = tensor(future.data, future.times.length, channelNames(ahead, calendar).length);
  }
  for (const [i, name] of key.entries()) payload[name] = keys[i] || null;
  const end = times.at(-1)!;
  if (series.time !== null)
    payload[series.time.name] = series.time.clock.kind === 'number' ? end : new Date(end).toISOString();
  const last = series.columns.map((column, c) => {
    const value = columns[c]!.at(-1)!;
    if (Number.isNaN(value)) return [column.name, null];
    return [column.name, column.kind === 'category' ? column.categories[value]! : value];
  });
  return {
    payload,
    about: { from: times[0]!, time: end, steps: times.length, filled, last: Object.fromEntries(last) },
  };
}
