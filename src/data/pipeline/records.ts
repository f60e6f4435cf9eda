import { about, badArgument, Problem, readSafely, show } from '../../errors';
import type { Column, ColumnFormat, ColumnPipeline, ColumnType, Pipeline, PreparedRecords } from '../../spec';
import { Tensor } from '../../values/tensor';
import { isMissingNumber } from '../cell/marks';
import { dateReader, missingReader, numberReader } from '../cell/parse-cell';
import { ColumnBuilder } from '../column/builder';
import { convert } from '../column/convert';
import { cellError, count, isRecord, plural, quoted } from '../error-text';
import { MOST_ROWS } from '../limits';
import { fieldOf } from '../table/fields';
import { flattenNest, isNest, nestShape } from '../table/nested';
import type { RawColumn } from '../table/raw-table';
import { categoriesOf, places } from './categories';
import { doubtfulNumbers } from './doubtful';
import { farNumber } from './far';
import { missingColumns, missingWindow } from './missing-columns';

const SUBJECT = 'payload';
const MOST_WARNINGS = 20;

/**
 * Raw records as the model's feature columns. Accepts a record or an array of records (unknown keys are ignored), an
 * array of values in the order of the features or an array of these, and, for one array feature or for numbers only,
 * nested arrays and Tensors with or without the row axis.
 * A missing key, a text for a number, or an array of another shape is an error that names column and row. null and
 * missing marks are filled in by the pipeline. A category that was not in the training data is no category, with a
 * warning. A number far from those of training is used, with a warning.
 */
export function recordsToColumns(pipeline: Pipeline, records: unknown, part?: Part): PreparedRecords {
  return about(SUBJECT, () => readSafely('a value in it', () => columnsOf(pipeline, records, part)));
}

/** The records are a part of a longer list: errors count its rows, and all of them are of the kind of its first. */
export interface Part {
  /** how many rows of the list came before */
  readonly before: number;
  readonly first: unknown;
}

function columnsOf({ features, series }: Pipeline, records: unknown, part: Part | undefined): PreparedRecords {
  if (features.length === 1 && features[0]!.type === 'tensor' && isNest(records) && !isRecordList(records))
    return oneTensor(features[0]!, records);
  const { before = 0 } = part ?? {};
  const { rows, single } = rowsOf(features, records, part);
  for (const [row, record] of rows.entries())
    if (series && isRecord(record) && fieldOf(record, series.windows.history) === undefined)
      throw missingWindow(before + row);
  const warnings: string[] = [];
  const columns = features.map((feature, index) => {
    const builder = new ColumnBuilder(feature.name, undefined, before);
    builder.hexBytes = feature.format?.bytes === 'hex';
    for (const [row, record] of rows.entries()) builder.set(row, cellOf(features, record, index, before + row));
    return typed(feature, builder, rows.length, warnings);
  });
  return { columns, rows: rows.length, single, warnings };
}

const isRecordList = (value: unknown): boolean => Array.isArray(value) && isRecord(value[0]);

function cellOf(features: readonly ColumnPipeline[], record: unknown, index: number, row: number): unknown {
  if (Array.isArray(record) || ArrayBuffer.isView(record)) return (record as unknown[])[index];
  const { name, format } = features[index]!;
  const values = record as Record<string, unknown>;
  const cell = fieldOf(values, name);
  if (cell !== undefined) return cell;
  if (format?.optional && mayLack(values, name, features)) return null;
  throw missingColumns(features, values, row);
}

/** A record of other columns, in which no key is another spelling of this one. */
function mayLack(
  record: Readonly<Record<string, unknown>>,
  name: string,
  features: readonly ColumnPipeline[],
): boolean {
  const plain = (key: string) => key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (Object.keys(record).some(key => plain(key) === plain(name))) return false;
  return features.some(other => fieldOf(record, other.name) !== undefined);
}

/** One record or many, as a list of objects, or of arrays as long as the features. */
function rowsOf(
  features: readonly ColumnPipeline[],
  records: unknown,
  part?: Part,
): { rows: readonly unknown[]; single: boolean } {
  if (isRecord(records)) return { rows: [records], single: true };
  if (Tensor.is(records)) return rowsOf(features, tensorRows(records));
  if (!isNest(records))
    throw new Problem(`must be a record, an array of records, or arrays, received ${show(records)}`);
  const { length } = records as ArrayLike<unknown>;
  if (length > MOST_ROWS)
    throw new Problem(`has ${count(length)} rows, at most ${count(MOST_ROWS)} are possible at a time`);
  const list = Array.from(records as ArrayLike<unknown>);
  if (list.length === 0) throw new Problem('has 0 rows');
  const single = part === undefined && !isRecord(list[0]) && !isNest(list[0]);
  const rows = single ? [list] : list;
  const { before = 0, first = rows[0] } = part ?? {};
  const kind = isRecord(first) ? 'a record' : 'an array';
  for (const [row, record] of rows.entries()) {
    if ((isRecord(record) ? 'a record' : isNest(record) ? 'an array' : '') !== kind)
      throw new Problem(`row ${count(before + row + 1)} must be ${kind}, received ${show(record)}`, {
        row: before + row + 1,
      });
    if (isRecord(record)) continue;
    const { length } = record as unknown[];
    if (length !== features.length)
      throw new Problem(
        `row ${count(before + row + 1)} has ${plural(length, 'value')}, the model has ${plural(features.length, 'feature')}: ${features.map(f => f.name).join(', ')}`,
        { row: before + row + 1, expected: features.length, received: length },
      );
  }
  return { rows, single };
}

function tensorRows(tensor: Tensor): unknown[] {
  const [first = 0, width] = tensor.shape;
  if (tensor.shape.length === 1) return Array.from(tensor.data);
  if (tensor.shape.length !== 2) throw badArgument('the tensor', '[rows, features]', `[${tensor.shape.join(', ')}]`);
  return Array.from({ length: first }, (_, i) => tensor.data.subarray(i * width!, (i + 1) * width!));
}

function oneTensor(feature: ColumnPipeline, records: unknown): PreparedRecords {
  const rank = nestShape(records).length;
  const single = rank === feature.shape.length;
  const { data, shape } = flattenNest(single ? [records] : records, feature.name, null);
  if (String(shape.slice(1)) !== String(feature.shape) || shape[0] === 0)
    throw badArgument(
      'the array',
      `of shape [${feature.shape.join(', ')}] or [rows, ${feature.shape.join(', ')}]`,
      `[${(single ? shape.slice(1) : shape).join(', ')}]`,
    );
  const column: Column = { name: feature.name, type: 'tensor', data, shape: feature.shape };
  return { columns: [column], rows: shape[0]!, single, warnings: [] };
}

function typed(feature: ColumnPipeline, builder: ColumnBuilder, rows: number, warnings: string[]): Column {
  const { name, type } = feature;
  const raw = builder.finish(rows);
  const doubt = doubtfulNumbers(feature, raw, rows);
  if (doubt !== '') warnings.push(doubt);
  const column = convert(raw, READ_AS[type] ?? type, rows, feature.format);
  if (type === 'tensor' && String(column.shape) !== String(feature.shape))
    throw cellError(name, raw.before ?? 0, `expected an array of shape [${feature.shape}], received [${column.shape}]`);
  if (feature.format?.lenient) warnings.push(...exceptions(raw, type, feature.format));
  const known = categoriesOf(feature);
  if (known === null) {
    const far = farNumber(feature, column);
    if (far !== '') warnings.push(far);
    return column;
  }
  const labels = column.labels ?? [...new Set<number>(column.data)].filter(n => !Number.isNaN(n)).map(String);
  places(labels, known).forEach((place, code) => {
    const isMark = type === 'boolean' && isMissingNumber(labels[code]!);
    if (place < 0 && !isMark)
      warnings.push(`column ${quoted(name)}: ${quoted(labels[code]!)} was never seen in training`);
  });
  return column;
}

/**
 * The words for yes and no in a message may differ from those of training, so any label is accepted and looked up.
 * Whole numbers in training are a measurement that happened to have no fractions, or categories, which a fraction
 * cannot be.
 */
const READ_AS: Partial<Record<ColumnType, ColumnType>> = { boolean: 'category', integer: 'number' };
/** Texts that are not numbers or dates, if training had some too: they count as missing. */
function exceptions({ name, texts }: RawColumn, type: ColumnType, format: ColumnFormat): string[] {
  const isMissing = missingReader(type, format);
  const read = type === 'date' ? dateReader(format) : numberReader(format);
  const warnings: string[] = [];
  for (let code = 0; code < texts.length && warnings.length < MOST_WARNINGS; code++) {
    const text = texts.at(code);
    if (isMissing(text) || !Number.isNaN(read(text))) continue;
    const what = type === 'date' ? 'date' : 'number';
    warnings.push(`column ${quoted(name)}: ${quoted(text)} is no ${what} and counts as missing, as in training`);
  }
  return warnings;
}
