import { count, figure } from '../../charts/report/figures';
import type { Words } from '../../charts/wording';
import { dateText } from '../../data/cell/dates';
import type { ColumnRole, ColumnSummary, ColumnType } from '../../spec';

/** `"a", "b" and 3 more`; `all`: how many there are, if not all are among the names. */
export function listedNames(names: readonly string[], say: Words, most = 6, all = names.length): string {
  const shown = names.slice(0, most).join(say(', '));
  return all > most ? say('{0} and {1} more', shown, count(all - most)) : shown;
}

export function roleName(role: ColumnRole, say: Words): string {
  switch (role) {
    case 'feature':
      return say('feature');
    case 'target':
      return say('target');
    case 'sample weight':
      return say('sample weight');
    case 'not used':
      return say('not used');
  }
}

/** A value of a column of numbers or dates. */
export const valueText = (type: ColumnType, value: number): string =>
  type === 'date' ? dateText(value) : figure(value);

const DAY = 86_400_000;

/** The beginning of a bin of dates, as precise as the bin is wide: month, day, or time of the day. */
function dateBinText(from: number, to: number): string {
  const text = dateText(from);
  if (!/^\d{4}-/.test(text)) return text;
  if (to - from >= 28 * DAY) return text.slice(0, 7);
  return to - from >= DAY ? text.slice(0, 10) : text.slice(5, 16).replace('T', ' ');
}

/** The name of a bin's bar: the middle of its numbers, or the beginning of its dates. */
export function intervalText(type: ColumnType, from: number, to: number): string {
  if (type === 'date') return dateBinText(from, to);
  if (type === 'integer' && to - from === 1) return figure(from + 0.5);
  return figure((from + to) / 2);
}

/** `3.2 to 8.1`, the most frequent value, the shape of an array. */
export function rangeText({ type, numbers, values, shape, distinct }: ColumnSummary, say: Words): string {
  if (numbers) return say('{0} to {1}', valueText(type, numbers.min), valueText(type, numbers.max));
  if (shape) return shape.length === 0 ? '–' : shape.join(' × ');
  return values?.[0]
    ? listedNames(
        values.map(({ label }) => label),
        say,
        3,
        Math.max(values.length, distinct ?? 0),
      )
    : '–';
}

/** The median of its numbers or dates; that of whole days is a day. */
export function usualText({ type, numbers }: ColumnSummary): string {
  const median = numbers?.quantiles[2];
  if (numbers === undefined || median === undefined) return '–';
  const isDays = type === 'date' && numbers.min % DAY === 0 && numbers.max % DAY === 0;
  return isDays ? valueText(type, Math.floor(median / DAY) * DAY) : valueText(type, median);
}
