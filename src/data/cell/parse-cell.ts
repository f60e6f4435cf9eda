import type { Clock, ColumnFormat, ColumnType, DateFormat } from '../../spec';
import { isSameUnit } from './currency';
import { numberAsTime, parseDate } from './dates';
import { isMissing, isMissingNumber } from './marks';
import { CODE, MAYBE_COMMA, numeralOf, numeralValue, provenDecimal } from './numeral';

/** What the texts of a column mean in its format: the same in training and in prediction. */

/** Does the text stand for no value in a column of this type? */
export function missingReader(type: ColumnType, { missing, labels }: ColumnFormat): (text: string) => boolean {
  if (missing !== undefined) {
    const own = new Set(missing);
    return text => text === '' || own.has(text);
  }
  if (type === 'number' || type === 'integer' || type === 'date')
    return text => isMissing(text) || isMissingNumber(text);
  return labels === undefined ? isMissing : text => isMissing(text) && !labels.includes(text);
}

/** The number that a text is, or NaN. Without a decimal sign only what can be read in one way is read. */
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

/** Milliseconds since 1970 of a text, or NaN. */
export const dateReader =
  ({ date }: ColumnFormat) =>
  (text: string): number =>
    parseDate(text, date);

/** Milliseconds since 1970 of a number, or NaN. */
export const timeReader =
  ({ date }: ColumnFormat) =>
  (value: number): number =>
    numberAsTime(value, isClock(date) ? date : 'milliseconds');

export const isClock = (date: DateFormat | undefined): date is Clock =>
  date === 'seconds' || date === 'milliseconds' || date === 'year' || date === 'compact';
