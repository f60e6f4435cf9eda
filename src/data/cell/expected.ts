import type { ColumnFormat, ColumnType, DateFormat, DurationUnit } from '../../spec';
import { quoted } from '../error-text';
import { isSameUnit } from './currency';
import { numeralOf, provenDecimal } from './numeral';
import { magnitudeOf } from './units';

/** Parts of errors about a cell: what its column expects, why the text does not fit, and the remedy. */

const ARTICLE: Record<Exclude<ColumnType, 'date'>, string> = {
  number: 'a number',
  integer: 'a whole number',
  category: 'a category',
  boolean: 'true or false',
  text: 'a text',
  tensor: 'an array',
  ignored: 'anything',
};

/** Dates that can be read in any column; a column's format allows more. */
const ANY_DATE = 'a date (2024-05-31, 2024-05-31T14:07:59Z, 31.05.2024 or 31 May 2024)';
const DATES: Record<DateFormat, string> = {
  dmy: 'a date (31/05/2024 with the day first, 31.05.2024, 31 May 2024, 2024-05-31 or 2024-05-31T14:07:59Z)',
  mdy: 'a date (05/31/2024 with the month first, May 31, 2024, 31.05.2024, 2024-05-31 or 2024-05-31T14:07:59Z)',
  ymd: 'a date (24/05/31 with the year first, 2024-05-31, 2024-05-31T14:07:59Z or 31.05.2024)',
  seconds: 'a date (seconds since 1970, 2024-05-31 or 2024-05-31T14:07:59Z)',
  milliseconds: 'a date (milliseconds since 1970, 2024-05-31 or 2024-05-31T14:07:59Z)',
  year: 'a date (a year, 2024-05-31 or 2024-05-31T14:07:59Z)',
  compact: 'a date (a number such as 20240531, 2024-05-31 or 2024-05-31T14:07:59Z)',
};

const LENGTH: Record<DurationUnit, string> = {
  hours: 'a length of time (36:15) or a number of hours',
  minutes: 'a length of time (36:15) or a number of minutes',
};

/** What a cell of this column must be, in words. */
export function expectedCell(type: ColumnType, { date, duration }: ColumnFormat): string {
  if (type !== 'date' && duration !== undefined) return LENGTH[duration];
  if (type !== 'date') return ARTICLE[type];
  return date === undefined ? ANY_DATE : DATES[date];
}

/** The remedy if another reading of the column is possible. */
export const SET_READING = 'give a number, or set "Read as" of this column in the dataset node and train again';

/**
 * Why this text is not a number as the column is read, as clauses with the remedy; '': it is not a number in any way.
 */
export function whyNoNumber(text: string, { decimal, unit, magnitudes }: ColumnFormat): string {
  const numeral = numeralOf(text);
  if (numeral.body === '') return '';
  const proven = provenDecimal(numeral.kind);
  const clauses: string[] = [];
  const rest = (magnitudes && magnitudeOf(numeral.unit)?.rest) ?? numeral.unit;
  if (rest !== '' && !isSameUnit(rest, unit ?? ''))
    clauses.push(
      unit === undefined ? 'the column is read without a unit' : `the column is read with the unit ${quoted(unit)}`,
      `leave ${quoted(rest)} out`,
    );
  if (proven !== null && decimal !== undefined && proven !== decimal)
    clauses.push(`the column is read with a decimal ${decimal === ',' ? 'comma' : 'point'}`, SET_READING);
  else if (clauses.length > 0) clauses.push(SET_READING);
  return clauses.map(clause => `; ${clause}`).join('');
}
