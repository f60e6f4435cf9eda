import type { Clock, ColumnFormat, ColumnType, DateFormat } from '../../spec';
import { isSameUnit } from './currency';
import { numberAsTime, parseDate } from './dates';
import { isTimeUnit, parseDuration } from './durations';
import { magnified } from './magnitudes';
import { isMissing, isMissingNumber } from './marks';
import { CODE, MAYBE_COMMA, type Numeral, numeralOf, numeralValue, provenDecimal } from './numeral';
import { magnitudeOf } from './units';

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
export function numberReader(format: ColumnFormat): (text: string) => number {
  const { duration, decimal } = format;
  const exponentOf = unitReader(format);
  const numberOf = (numeral: Numeral): number => {
    if (numeral.kind === CODE && !Number.isSafeInteger(+numeral.body) && !/[.,]/.test(numeral.body)) return Number.NaN;
    if (decimal !== undefined) return numeralValue(numeral, decimal, format.thousands);
    return numeral.kind === MAYBE_COMMA
      ? Number.NaN
      : numeralValue(numeral, provenDecimal(numeral.kind) ?? '.', format.thousands);
  };
  const read = (text: string): number => {
    const numeral = numeralOf(text);
    const exponent = exponentOf(numeral.unit);
    return exponent === 0 ? numberOf(numeral) : magnified(numberOf(numeral), exponent);
  };
  if (duration === undefined) return read;
  return text => {
    const numeral = numeralOf(text);
    // `1,500 h` is read with the decimal sign of the column.
    const unit = isTimeUnit(numeral.unit) ? parseDuration(`1 ${numeral.unit}`, duration) : Number.NaN;
    if (!Number.isNaN(unit)) return numberOf(numeral) * unit;
    const value = parseDuration(text, duration);
    return Number.isNaN(value) ? read(text) : value;
  };
}

/** The power of ten by which a number with this unit is multiplied; NaN: the column does not have this unit. */
function unitReader({ unit: known = '', magnitudes }: ColumnFormat): (unit: string) => number {
  return unit => {
    if (unit === '') return 0;
    if (magnitudes === undefined) return isSameUnit(unit, known) ? 0 : Number.NaN;
    const { exponent, rest } = magnitudeOf(unit) ?? { exponent: 0, rest: unit };
    return rest === '' || isSameUnit(rest, known) ? exponent : Number.NaN;
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
