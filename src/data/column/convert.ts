import type { Column, ColumnFormat, ColumnType } from '../../spec';
import { share } from '../../values/value';
import { expectedCell } from '../cell/expected';
import { sortLabels, truth, truthPair } from '../cell/labels';
import { isMissingNumber } from '../cell/marks';
import { missingReader } from '../cell/parse-cell';
import { FIXED } from '../cell/written-form';
import { cellError, columnError, listed, quoted } from '../error-text';
import { numberText, type RawColumn } from '../table/raw-table';
import { formatted, type KnownNumbers, numeric } from './convert-number';
import { textual } from './convert-text';

/** Makes a typed column from a raw one, block by block. */
export interface Converter {
  fill(from: number, to: number): void;
  finish(): Column;
}

/**
 * A converter to `type`, whose texts are read by `format`. A cell that does not fit is an error that names column and
 * row, or missing if the format is lenient. Infinity never fits, nor does a number beyond float32. Numbers whose range
 * `summary` knows are not checked again, nor are dates parsed again.
 */
export function converter(
  raw: RawColumn,
  type: ColumnType,
  rows: number,
  format: ColumnFormat = {},
  summary?: KnownNumbers,
): Converter {
  const { name } = raw;
  if (type === 'ignored') return done({ name, type, data: new Int32Array(0) });
  if (raw.problem !== undefined)
    throw cellError(name, raw.problem.row, `expected ${expectedCell(type, format)}, received ${raw.problem.text}`);
  if (raw.tensor !== undefined && type === 'tensor')
    return done({ name, type, data: share(raw.tensor.data), shape: raw.tensor.shape });
  if (raw.tensor !== undefined || type === 'tensor') {
    const came = raw.tensor === undefined ? 'plain values' : `arrays of shape [${raw.tensor.shape.join(', ')}]`;
    throw columnError(name, `must hold ${PLURAL[type]}, received ${came}`);
  }
  if (type === 'number' || type === 'integer' || type === 'date') return numeric(raw, type, rows, format, summary);
  if (type === 'text') return textual(raw, rows, format);
  return labelled(raw, type, rows, format);
}

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
export function convert(raw: RawColumn, type: ColumnType, rows: number, format: ColumnFormat = {}): Column {
  const work = converter(raw, type, rows, format);
  work.fill(0, rows);
  return work.finish();
}

type Labelled = 'category' | 'boolean';

const UNSEEN = -2;

/** Codes are given in order of appearance, and remapped to the order of the sorted labels at the end. */
function labelled(raw: RawColumn, type: Labelled, rows: number, format: ColumnFormat): Converter {
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
  /** A number's label is its text: 3.10 is not 3.1. */
  const codeOfNumber = (row: number, value: number): number => {
    const isShortest = (raw.writings === null ? raw.writing : raw.writings[row]!) < FIXED;
    const code = isShortest ? ofNumber.get(value) : undefined;
    if (code !== undefined) return code;
    const text = numberText(raw, row);
    const added = format.missing !== undefined && isMissing(text) ? -1 : codeOf(text);
    if (isShortest) ofNumber.set(value, added);
    return added;
  };
  const look = (code: number): number => {
    const text = texts.at(code);
    ofText[code] = isMissing(text) ? -1 : codeOf(text);
    return ofText[code]!;
  };
  const fillTexts = (cells: Int32Array, from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      const cell = cells[row]!;
      const code = cell < 0 ? -1 : ofText[cell]!;
      data[row] = code === UNSEEN ? look(cell) : code;
    }
  };
  return {
    fill(from, to) {
      if (numbers === null && codes !== null) return fillTexts(codes, from, to);
      for (let row = from; row < to; row++) {
        const text = codes === null ? -1 : codes[row]!;
        const value = numbers === null ? Number.NaN : numbers[row]!;
        if (text >= 0) data[row] = ofText[text] === UNSEEN ? look(text) : ofText[text]!;
        else data[row] = Number.isNaN(value) ? -1 : codeOfNumber(row, value);
      }
    },
    finish() {
      const sorted = type === 'boolean' ? booleanLabels(labels, raw.name) : sortLabels(labels);
      const place = new Map(sorted.map((label, i) => [label, i]));
      const order = labels.map(label => place.get(label) ?? truth(label)); // −1: a missing mark beside yes and no
      for (let row = 0; row < rows; row++) if (data[row]! >= 0) data[row] = order[data[row]!]!;
      return { name: raw.name, type, data, labels: sorted, ...formatted(format) };
    },
  };
}

/** [no, yes] in their first spelling, ignoring marks such as `-`; any other two values in their sorted order. */
function booleanLabels(labels: readonly string[], column: string): readonly string[] {
  const words = labels.filter(label => !isMissingNumber(label));
  const pair = words.length > 0 ? truthPair(words) : null;
  if (pair !== null) return pair.map(word => words.find(label => label.toLowerCase() === word) ?? word);
  if (labels.length === 2) return sortLabels(labels);
  const received = labels.length > 2 ? `${labels.length} different values: ${listed(labels, 5)}` : quoted(labels[0]!);
  throw columnError(column, `must hold two different values, received ${received}`);
}
