import type { ColumnFormat } from '../../spec';
import { parseDate } from '../cell/dates';
import { numberReader } from '../cell/parse-cell';
import { count, quoted } from '../error-text';
import type { Summary } from './summary';

export interface Unread {
  /** rows */
  readonly numbers: number;
  readonly dates: number;
  /** lengths of time that can be read, among the texts that are no numbers */
  readonly durations: number;
  /** all numbers that can be read are whole */
  readonly whole: boolean;
  /** some of the numbers, or lengths of time, that cannot be read */
  readonly examples: readonly string[];
}

/** Counts the numbers and dates of a column that this format cannot read. */
export function countUnread(summary: Summary, format: ColumnFormat): Unread {
  const { decimal, date, duration } = format;
  const examples: string[] = [];
  const comma = decimal === ',';
  let numbers = comma ? summary.plainPoints : 0;
  let dates = 0;
  let whole = comma ? summary.typedFractions === 0 : summary.allIntegers;
  const read = numberReader({ ...format, decimal: decimal ?? '.' });
  for (const { text, rows } of summary.each('numeral')) {
    const value = read(text);
    if (Number.isNaN(value)) {
      numbers += rows;
      if (examples.length < 5) examples.push(quoted(text));
    } else if (!Number.isInteger(value)) whole = false;
  }
  if (comma && summary.plainPoints > 0) examples.push(quoted(summary.decimals['.'].example));
  const { dmy, mdy, either } = summary.orders;
  // Other dates are read whatever comes first, the day or the month.
  if (dmy + mdy + either > 0)
    for (const { text, rows } of summary.each('date')) if (Number.isNaN(parseDate(text, date))) dates += rows;
  let durations = 0;
  if (duration !== undefined)
    for (const kind of ['duration', 'date', 'word'] as const)
      for (const { text, rows } of summary.each(kind))
        if (!Number.isNaN(read(text))) durations += rows;
        else if (examples.length < 5) examples.push(rows === 1 ? quoted(text) : `${quoted(text)} (${count(rows)})`);
  return { numbers, dates, durations, whole, examples };
}
