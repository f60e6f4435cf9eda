import type { Clock, ColumnFormat, ColumnType, DateFormat } from '../../spec';
import { isSameUnit } from './currency';
import { numberAsTime, parseDate } from './dates';
import { isMissing, isMissingNumber } from './marks';
import { CODE, MAYBE_COMMA, numeralOf, numeralValue, provenDecimal } from './numeral';

/** Parses the texts of a column by its format: the same in training and in prediction. */

/** Does the text mean a missing value in a column of this type? */
export function missingReader(type: ColumnType, { missing, labels }: ColumnFormat): (text: string) => boolean {
  if (missing !== undefined) {
    const own = new Set(missing);
    return text => text === '' || own.has(text);
  }
  if (type === 'number' || type === 'integer' || type === 'date')
    return text => isMissing(text) || isMissingNumber(text);
  return labels === undefined ? isMissing : text => isMissing(text) && !labels.includes(text);
}

/** A text as a number, or NaN. Without a decimal sign, only unambiguous numbers are read. */
export function numberReader({ decimal, thousands, unit }: ColumnFormat): (text: string) => number {
  return text => {
    const numeral = numeralOf(text);
    if (numeral.unit !== '' && !isSameUnit(numeral.unit, unit ?? '')) return Number.NaN;
    if (numeral.kind === CODE && !Number.isSafeInteger(+numeral.body) && !/[.,]/.test(numeral.body)) return Number.NaN;
    if (decimal !== undefined) return numeralValue(numeral, decimal, thousands);
    return numeral.kind === MAYBE_COMMA
      ? Number.NaN
      : numeralValue(numeral, provenDecimal(numeral.kind) ?? '.', thousands);
  };
}

/** A text as milliseconds since 1970, or NaN. */
export const dateReader =
  ({ date }: ColumnFormat) =>
  (text: string): number =>
    parseDate(text, date);

/** A number as milliseconds since 1970, or NaN. */
export const timeReader =
  ({ date }: ColumnFormat) =>
  (value: number): number =>
    numberAsTime(value, isClock(date) ? date : 'milliseconds');

export const isClock = (date: DateFormat | undefined): date is Clock =>
  date === 'seconds' || date === 'milliseconds' || date === 'year' || date === 'compact';
