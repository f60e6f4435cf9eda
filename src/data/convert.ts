import { show } from '../errors';
import { share } from '../values/value';
import { sortLabels, truth, truthPair } from './cells';
import { textual } from './convert-text';
import { numberText, type RawColumn } from './raw';
import { dateReader, missingReader, numberReader, timeReader } from './read-cell';
import type { Column, ColumnFormat, ColumnType } from './types';
import { cellError, columnError, listed, quoted } from './words';
import { FIXED, mayBeThousands, SHORTEST, TYPED } from './written';

/** Makes a typed column out of a raw one, block by block. */
export interface Converter {
  fill(from: number, to: number): void;
  finish(): Column;
}

/**
 * A converter to `type`, its texts read as `format` says. A cell that does not fit is an error that names column and row,
 * or missing where the format is lenient; Infinity never fits, nor what a float32 cannot hold.
 */
export function converter(
  raw: RawColumn,
  type: ColumnType,
  rows: number,
  subject: string,
  format: ColumnFormat = {},
): Converter {
  const { name } = raw;
  if (type === 'ignored') return done({ name, type, data: new Int32Array(0) });
  if (raw.problem !== undefined)
    throw cellError(subject, name, raw.problem.row, `expected ${ARTICLE[type]}, received ${raw.problem.text}`);
  if (raw.tensor !== undefined && type === 'tensor')
    return done({ name, type, data: share(raw.tensor.data), shape: raw.tensor.shape });
  if (raw.tensor !== undefined || type === 'tensor') {
    const came = raw.tensor === undefined ? 'plain values' : `arrays of shape [${raw.tensor.shape.join(', ')}]`;
    throw columnError(subject, name, `must hold ${PLURAL[type]}, received ${came}`);
  }
  if (type === 'number' || type === 'integer' || type === 'date') return numeric(raw, type, rows, subject, format);
  if (type === 'text') return textual(raw, rows, format);
  return labelled(raw, type, rows, subject, format);
}

const ARTICLE: Record<ColumnType, string> = {
  number: 'a number',
  integer: 'a whole number',
  category: 'a category',
  boolean: 'true or false',
  date: 'a date (ISO 8601, 2024-05-31 or 2024-05-31T14:07:59Z)',
  text: 'a text',
  tensor: 'an array',
  ignored: 'anything',
};
const PLURAL: Record<ColumnType, string> = {
  number: 'numbers',
  integer: 'whole numbers',
  category: 'categories',
  boolean: 'booleans',
  date: 'dates',
  text: 'texts',
  tensor: 'arrays',
  ignored: 'anything',
};

const done = (column: Column): Converter => ({ fill: () => {}, finish: () => column });

/** A whole column at once. */
export function convert(
  raw: RawColumn,
  type: ColumnType,
  rows: number,
  subject: string,
  format: ColumnFormat = {},
): Column {
  const work = converter(raw, type, rows, subject, format);
  work.fill(0, rows);
  return work.finish();
}

/** The largest float32: what an engine can hold. */
const LARGEST = 3.4e38;

type Numeric = 'number' | 'integer' | 'date';

function numeric(raw: RawColumn, type: Numeric, rows: number, subject: string, format: ColumnFormat): Converter {
  const data = new Float64Array(new SharedArrayBuffer(rows * 8));
  const isMissing = missingReader(type, format);
  const read = type === 'date' ? dateReader(format) : numberReader(format);
  const readTime = timeReader(format);
  const values = new Float64Array(raw.texts.length);
  const known = new Uint8Array(raw.texts.length);
  const { numbers, codes, writings } = raw;
  const fail = (row: number, came: unknown) =>
    cellError(subject, raw.name, row, `expected ${ARTICLE[type]}, received ${show(came)}`);
  const tooLarge = (row: number, value: number) =>
    cellError(
      subject,
      raw.name,
      row,
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
    values[code] = textValue(raw.texts.at(code), row);
    return values[code];
  };
  /** Only a plain number needs no second look: 2.075 may be 2,075, and -999 missing. */
  const comma = format.decimal === ',' && format.missing === undefined && format.thousands === undefined;
  const plain = format.decimal !== ',' && format.missing === undefined && format.thousands === undefined;
  const numberValue = (value: number, row: number): number => {
    const writing = writings === null ? raw.writing : writings[row]!;
    if (type !== 'date' && !plain && writing !== TYPED) {
      if (comma && writing === SHORTEST && Number.isInteger(value)) return value;
      if (comma && mayBeThousands(value, writing)) return Math.round(value * 1000);
      return textValue(numberText(raw, row), row);
    }
    if (format.missing?.includes(numberText(raw, row))) return Number.NaN;
    if (type !== 'date') return value;
    const time = readTime(value);
    if (Number.isNaN(time) && !format.lenient) throw fail(row, value);
    return time;
  };
  return {
    fill(from, to) {
      for (let row = from; row < to; row++) {
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

const formatted = (format: ColumnFormat) => (Object.keys(format).length === 0 ? {} : { format });

type Labelled = 'category' | 'boolean';

const UNSEEN = -2;

/** Codes are given in order of appearance, and put into the order of the sorted labels at the end. */
function labelled(raw: RawColumn, type: Labelled, rows: number, subject: string, format: ColumnFormat): Converter {
  const isMissing = missingReader(type, format);
  const data = new Int32Array(new SharedArrayBuffer(rows * 4));
  const labels: string[] = [];
  const known = new Map<string, number>();
  const ofText = new Int32Array(raw.texts.length).fill(UNSEEN);
  const ofNumber = new Map<number, number>();
  const { numbers, codes, texts } = raw;
  const codeOf = (label: string): number => {
    const code = known.get(label) ?? labels.push(label) - 1;
    known.set(label, code);
    return code;
  };
  /** The number as it was written is its label: 3.10 is not 3.1. */
  const codeOfNumber = (row: number, value: number): number => {
    const isShortest = (raw.writings === null ? raw.writing : raw.writings[row]!) < FIXED;
    const code = isShortest ? ofNumber.get(value) : undefined;
    if (code !== undefined) return code;
    const text = numberText(raw, row);
    const added = format.missing !== undefined && isMissing(text) ? -1 : codeOf(text);
    if (isShortest) ofNumber.set(value, added);
    return added;
  };
  return {
    fill(from, to) {
      for (let row = from; row < to; row++) {
        const text = codes === null ? -1 : codes[row]!;
        const value = numbers === null ? Number.NaN : numbers[row]!;
        if (text >= 0) {
          if (ofText[text] === UNSEEN) ofText[text] = isMissing(texts.at(text)) ? -1 : codeOf(texts.at(text));
          data[row] = ofText[text]!;
        } else data[row] = Number.isNaN(value) ? -1 : codeOfNumber(row, value);
      }
    },
    finish() {
      const sorted = type === 'boolean' ? booleanLabels(labels, raw.name, subject) : sortLabels(labels);
      const place = new Map(sorted.map((label, i) => [label, i]));
      const order = labels.map(label => place.get(label) ?? truth(label));
      for (let row = 0; row < rows; row++) if (data[row]! >= 0) data[row] = order[data[row]!]!;
      return { name: raw.name, type, data, labels: sorted, ...formatted(format) };
    },
  };
}

/** [no, yes] as they are written first; any other two values in their sorted order. */
function booleanLabels(labels: readonly string[], column: string, subject: string): readonly string[] {
  const pair = truthPair(labels);
  if (pair !== null) return pair.map(word => labels.find(label => label.toLowerCase() === word) ?? word);
  if (labels.length === 2) return sortLabels(labels);
  const received = labels.length > 2 ? `${labels.length} different values: ${listed(labels, 5)}` : quoted(labels[0]!);
  throw columnError(subject, column, `must hold two different values, received ${received}`);
}
