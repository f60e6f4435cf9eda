import type { ColumnFormat } from '../../spec';
import { parseDate } from '../cell/dates';
import { numberReader } from '../cell/parse-cell';
import { quoted } from '../error-text';
import type { Summary } from './summary';

export interface Unread {
  /** rows */
  readonly numbers: number;
  readonly dates: number;
  /** all numbers that can be read are whole */
  readonly whole: boolean;
  /** some of the numbers that cannot be read */
  readonly examples: readonly string[];
}

/** Counts the numbers and dates of a column that this format cannot read. */
export function countUnread(summary: Summary, { decimal, thousands, unit = '', date }: ColumnFormat): Unread {
  const examples: string[] = [];
  const comma = decimal === ',';
  let numbers = comma ? summary.plainPoints : 0;
  let dates = 0;
  let whole = comma ? summary.typedFractions === 0 : summary.allIntegers;
  const read = numberReader({ decimal: decimal ?? '.', unit, ...(thousands !== undefined && { thousands }) });
  for (const { text, rows } of summary.each('numeral')) {
    const value = read(text);
    if (Number.isNaN(value)) {
      numbers += rows;
      if (examples.length < 5) examples.push(quoted(text));
    } else if (!Number.isInteger(value)) whole = false;
  }
  if (comma && summary.plainPoints > 0) examples.push(quoted(summary.decimals['.'].example));
  for (const { text, rows } of summary.each('date')) if (Number.isNaN(parseDate(text, date))) dates += rows;
  return { numbers, dates, whole, examples };
}
