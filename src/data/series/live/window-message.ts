import type { SeriesPipeline } from '../../../spec';
import { Tensor } from '../../../values/tensor';
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
  { history, future, times, last: newest, filled }: LiveWindow,
): { readonly payload: Readonly<Record<string, unknown>>; readonly about: AboutWindow } {
  const { windows, key } = series;
  const tensor = (data: Float32Array, { length }: Float64Array): Tensor =>
    new Tensor(data, [length, data.length / length]);
  const payload: Record<string, unknown> = { [windows.history]: tensor(history, times) };
  if (future && windows.known !== undefined) payload[windows.known] = tensor(future.data, future.times);
  for (let i = 0; i < key.length; i++) payload[key[i]!] = keys[i] || null;
  const end = times[times.length - 1]!;
  if (series.time !== null)
    payload[series.time.name] = series.time.clock.kind === 'number' ? end : new Date(end).toISOString();
  const last = series.columns.map((column, c) => {
    const value = newest[c]!;
    if (Number.isNaN(value)) return [column.name, null];
    return [column.name, column.kind === 'category' ? column.categories[value]! : value];
  });
  return {
    payload,
    about: { from: times[0]!, time: end, steps: times.length, filled, last: Object.fromEntries(last) },
  };
}
