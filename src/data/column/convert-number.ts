import { types } from 'node:util';
import { show } from '../../errors';
import type { ColumnFormat } from '../../spec';
import { expectedCell, whyNoNumber } from '../cell/expected';
import { dateReader, isClock, missingReader, numberReader, timeReader } from '../cell/parse-cell';
import { mayBeThousands, SHORTEST, TYPED } from '../cell/written-form';
import { cellError } from '../error-text';
import { numberText, type RawColumn } from '../table/raw-table';
import type { Converter } from './convert';
import type { Summary } from './summary';

/** The largest float32 that an engine can hold. */
const LARGEST = 3.4e38;

type Numeric = 'number' | 'integer' | 'date';

/** What is known of a raw column: the range of its numbers, and the times of its texts. */
export type KnownNumbers = Pick<Summary, 'least' | 'largest' | 'allIntegers' | 'timeOf'>;

const fits = ({ least, largest, allIntegers }: KnownNumbers, type: Numeric): boolean =>
  least >= -LARGEST && largest <= LARGEST && (type !== 'integer' || allIntegers);

/** Converts to numbers and times. `summary`: what is known of the column, if it was looked at. */
export function numeric(
  raw: RawColumn,
  type: Numeric,
  rows: number,
  format: ColumnFormat,
  summary: KnownNumbers | undefined,
): Converter {
  const isMissing = missingReader(type, format);
  const read = type === 'date' ? dateReader(format) : numberReader(format);
  const readTime = timeReader(format);
  const values = new Float64Array(raw.texts.length);
  const known = new Uint8Array(raw.texts.length);
  const { numbers, codes, writings, before = 0 } = raw;
  const fail = (row: number, came: unknown) => {
    const why = type !== 'date' && typeof came === 'string' ? whyNoNumber(came, format) : '';
    return cellError(raw.name, before + row, `expected ${expectedCell(type, format)}, received ${show(came)}${why}`);
  };
  const tooLarge = (row: number, value: number) =>
    cellError(
      raw.name,
      before + row,
      `${value} is beyond what a float32 holds (${LARGEST}); give the column in a larger unit, or its logarithm`,
    );
  const textValue = (text: string, row: number): number => {
    if (isMissing(text)) return Number.NaN;
    const value = read(text);
    if (!Number.isNaN(value) || format.lenient) return value;
    throw fail(row, /^[+-]?inf/i.test(text) ? Number.POSITIVE_INFINITY : text);
  };
  const look = (code: number, row: number): number => {
    known[code] = 1;
    const time = type === 'date' && summary !== undefined ? summary.timeOf(code) : Number.NaN;
    values[code] = Number.isNaN(time) ? textValue(raw.texts.at(code), row) : time;
    return values[code];
  };
  /** Only a plain number can be taken as it is: 2.075 may mean 2,075, and -999 may mean missing. */
  const comma = format.decimal === ',' && format.missing === undefined && format.thousands === undefined;
  const plain = format.decimal !== ',' && format.missing === undefined && format.thousands === undefined;
  /** A column of plain numbers only is used without a copy. */
  const asRead = plain && type !== 'date' && codes === null && isWholeTable(numbers, rows) ? numbers : null;
  const allFit = summary !== undefined && fits(summary, type);
  const data = asRead ?? new Float64Array(new SharedArrayBuffer(rows * 8));
  const numberValue = (value: number, row: number): number => {
    const writing = writings === null ? raw.writing : writings[row]!;
    if (type !== 'date' && !plain && writing !== TYPED) {
      if (comma && writing === SHORTEST && Number.isInteger(value)) return value;
      if (comma && mayBeThousands(value, writing)) return Math.round(value * 1000);
      return textValue(numberText(raw, row), row);
    }
    if (format.missing?.includes(numberText(raw, row))) return Number.NaN;
    if (type !== 'date') return value;
    const time = writing === TYPED || isTimeText(value, format) ? readTime(value) : Number.NaN;
    if (Number.isNaN(time) && !format.lenient) throw fail(row, writing === TYPED ? value : numberText(raw, row));
    return time;
  };
  return {
    fill(from, to) {
      if (asRead !== null && allFit) return;
      const first = asRead === null ? from : firstUnfit(asRead, from, to, type === 'integer');
      for (let row = first; row < to; row++) {
        let value = numbers === null ? Number.NaN : numbers[row]!;
        if (!Number.isNaN(value)) {
          if (!plain || type === 'date') value = numberValue(value, row);
        } else {
          const code = codes === null ? -1 : codes[row]!;
          if (code >= 0) value = known[code] === 1 ? values[code]! : look(code, row);
        }
        if (value > LARGEST || value < -LARGEST) throw Number.isFinite(value) ? tooLarge(row, value) : fail(row, value);
        if (type === 'integer' && !Number.isNaN(value) && !Number.isInteger(value)) throw fail(row, value);
        data[row] = value;
      }
    },
    finish: () => ({ name: raw.name, type, data, ...formatted(format) }),
  };
}

/**
 * A number as a text is a time if it was one in training. Otherwise `45448` is a day as Excel counts, and `1717113600`
 * are seconds; only milliseconds of a time since 1973 are unambiguous. Models of 0.1.0 read these without a format.
 */
const isTimeText = (value: number, { date }: ColumnFormat): boolean => isClock(date) || value >= 1e11;

const isWholeTable = (numbers: Float64Array | null, rows: number): numbers is Float64Array =>
  numbers !== null && numbers.length === rows && types.isSharedArrayBuffer(numbers.buffer);

/** The first number that does not fit, or `to`. */
function firstUnfit(numbers: Float64Array, from: number, to: number, whole: boolean): number {
  for (let row = from; row < to; row++) {
    const value = numbers[row]!;
    if (Math.abs(value) > LARGEST || (whole && value !== Math.floor(value) && !Number.isNaN(value))) return row;
  }
  return to;
}

/** The format of a column, if it has one. */
export const formatted = (format: ColumnFormat) => (Object.keys(format).length === 0 ? {} : { format });
