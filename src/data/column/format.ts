import type { ColumnFormat, ColumnHint, DatasetOptions, DateFormat, DecimalSign } from '../../spec';
import { count, quoted } from '../error-text';
import type { Dialect } from '../table/raw-table';
import type { Summary } from './summary';
import { type UnitReading, unitReading } from './unit-reading';

/**
 * How the texts of each column are read. A column follows one convention, decided by what its own cells prove (`2.5`,
 * `1.234,50`), then by what the other columns prove, then by the delimiter; the user's setting overrides all. If
 * nothing proves anything, the usual reading is used, with a warning.
 */
export interface Reading {
  readonly format: ColumnFormat;
  /** how it is read and why, in sentences */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** the same about what stands beside numbers */
  readonly beside: UnitReading;
}

/** What the columns together say about columns that prove nothing themselves. */
export interface Context {
  readonly decimal: DecimalSign;
  /** in words, `as in column "price"`; null: no evidence */
  readonly because: string | null;
  /** it is only likely */
  readonly weak: boolean;
  readonly order: 'dmy' | 'mdy' | null;
}

export type FormatSettings = Pick<DatasetOptions, 'decimal' | 'thousands' | 'dateOrder' | 'missing'>;

export function contextOf(summaries: readonly Summary[], dialect: Dialect = {}): Context {
  const numeric = summaries.filter(s => s.numbers + s.rowsOf.numeral > s.values / 2);
  const point = numeric.find(s => ownDecimal(s) === '.');
  const comma = numeric.find(s => ownDecimal(s) === ',');
  const order = neighborsOrder(summaries);
  const as = ({ column }: Summary) => `as in column ${quoted(column.name)}`;
  if (point && !comma) return { decimal: '.', because: as(point), weak: false, order };
  if (comma && !point) return { decimal: ',', because: as(comma), weak: false, order };
  if (!point && dialect.delimiter === ',')
    return { decimal: '.', because: 'as the delimiter is a comma', weak: false, order };
  if (!point && dialect.delimiter === ';')
    return { decimal: ',', because: 'as the delimiter is a semicolon', weak: true, order };
  return { decimal: '.', because: null, weak: true, order };
}

function ownDecimal({ decimals }: Summary): DecimalSign | null {
  const [point, comma] = [decimals['.'].proven, decimals[','].proven];
  if (point === comma) return null;
  return point > comma ? '.' : ',';
}

function neighborsOrder(summaries: readonly Summary[]): 'dmy' | 'mdy' | null {
  const dmy = summaries.some(({ orders }) => orders.dmy > orders.mdy);
  const mdy = summaries.some(({ orders }) => orders.mdy > orders.dmy);
  if (dmy === mdy) return null;
  return dmy ? 'dmy' : 'mdy';
}

export function readingOf(summary: Summary, context: Context, settings: FormatSettings, hint?: ColumnHint): Reading {
  const notes: string[] = [];
  const warnings: string[] = [];
  const say = { notes, warnings };
  const { thousands, missing } = settings;
  const decimal = decimalOf(summary, context, settings, hint, say);
  const beside = unitReading(summary, decimal);
  const date = dateOf(summary, context, settings, hint, say);
  const format: ColumnFormat = {
    ...(decimal !== null && { decimal }),
    ...(thousands !== undefined && { thousands }),
    ...beside.format,
    ...(date !== null && { date }),
    ...(missing !== undefined && { missing }),
  };
  return { format, notes, warnings, beside };
}

interface Say {
  readonly notes: string[];
  readonly warnings: string[];
}

function decimalOf(
  { decimals }: Summary,
  context: Context,
  settings: FormatSettings,
  hint: ColumnHint | undefined,
  { notes, warnings }: Say,
): DecimalSign | null {
  const set = hint?.decimal ?? settings.decimal ?? otherSign(settings.thousands);
  if (set !== undefined) return set;
  const [point, comma] = [decimals['.'], decimals[',']];
  if (point.proven + comma.proven > 0) {
    const decimal = point.proven >= comma.proven ? '.' : ',';
    const own = decimals[decimal];
    const example = quoted(own.example);
    // Whole sentences, because translations have another word order.
    notes.push(
      decimal === '.'
        ? `the decimal sign is a point, as ${example} shows`
        : `the decimal sign is a comma, as ${example} shows`,
    );
    if (context.because !== null && context.decimal !== decimal && own.proven < own.maybe / 20)
      warnings.push(
        `only ${quoted(own.example)} shows that ${quoted(own.maybeExample)} has a decimal ${NAME[decimal]}, ` +
          `though the decimal sign would be a ${NAME[context.decimal]}, ${context.because}: ${REMEDY}`,
      );
    return decimal;
  }
  const doubtful = point.maybe >= comma.maybe ? point : comma;
  if (doubtful.maybe === 0) return context.because !== null && !context.weak ? context.decimal : null;
  const text = doubtful.maybeExample;
  const thousand = (doubtful === point) === (context.decimal === ',');
  const meant = thousand ? 'a thousand and more' : 'a fraction';
  if (context.because !== null && !context.weak)
    notes.push(`${quoted(text)} is ${meant}: the decimal sign is a ${NAME[context.decimal]}, ${context.because}`);
  else
    warnings.push(
      `${quoted(text)} may be a thousand and more or a fraction; it is read as ${meant}` +
        `${context.because === null ? '' : `, ${context.because}`}: ${REMEDY}`,
    );
  return context.decimal;
}

/** The beginning of the note about the usual decimal sign. */
export const POINT_SHOWN = 'the decimal sign is a point, as';

const NAME: Record<DecimalSign, string> = { '.': 'point', ',': 'comma' };
const REMEDY = 'set the decimal sign';

const otherSign = (thousands: string | undefined): DecimalSign | undefined =>
  thousands === ',' ? '.' : thousands === '.' ? ',' : undefined;

function dateOf(
  { orders }: Summary,
  context: Context,
  settings: FormatSettings,
  hint: ColumnHint | undefined,
  { notes, warnings }: Say,
): DateFormat | null {
  const set = hint?.date ?? settings.dateOrder;
  const { dmy, mdy, either, example } = orders;
  if (set !== undefined) return set;
  if (dmy + mdy + either === 0) return null;
  if (dmy !== mdy) {
    const order = dmy > mdy ? 'dmy' : 'mdy';
    notes.push(`dates have the ${FIRST[order]} first, as ${count(Math.max(dmy, mdy))} of them show`);
    return order;
  }
  const order = context.order ?? (context.decimal === ',' && context.because !== null ? 'dmy' : 'mdy');
  if (context.order !== null) notes.push(`dates have the ${FIRST[order]} first, as the other columns show`);
  else
    warnings.push(
      `${quoted(example)} may have the day or the month first; it is read with the ${FIRST[order]} first: ` +
        'set the order of dates',
    );
  return order;
}

const FIRST = { dmy: 'day', mdy: 'month' } as const;
