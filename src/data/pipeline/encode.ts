import { about, Problem, TensorwireError } from '../../errors';
import { elements } from '../../shape';
import type { Column, ColumnPipeline, ColumnType, Encoded, Encoding, Pipeline, TensorColumn } from '../../spec';
import type { Dataset } from '../../values/dataset';
import { quoted, unknownColumn } from '../error-text';
import { startOf } from '../table/array-rows';
import { wholeNames } from '../table/whole-names';
import { arrayScaler } from './array-scale';
import { angle, calendarOf } from './calendar';
import { categoriesOf, indexedColumn, indexOf, places } from './categories';
import { room } from './room';
import { missingOf, scaler } from './scales';
import { sharedRows } from './shared-rows';

/**
 * Shape of one encoded row: a single tensor column keeps its own; several columns are [total width]; a category by
 * index is a single number, []. null: all features.
 */
export function inputShape(
  pipeline: Pipeline,
  columns: readonly string[] | null,
  encoding: Encoding = 'auto',
): number[] {
  const wanted = chosenColumns(pipeline, columns);
  if (encoding === 'index' && indexedColumn(wanted) !== null) return [];
  if (wanted.length === 1) return [...wanted[0]!.shape];
  return [wanted.reduce((width, column) => width + elements(column.shape), 0)];
}

/** How many categories the columns have; null: they cannot be read by index. */
export function inputCategories(pipeline: Pipeline, columns: readonly string[] | null): number | null {
  const [only, ...others] = chosenColumns(pipeline, columns);
  return only && others.length === 0 ? (categoriesOf(only)?.length ?? null) : null;
}

/** Feature columns as Float32 [rows, ...inputShape], concatenated in the given order. */
export function encodeFeatures(
  pipeline: Pipeline,
  columns: readonly string[] | null,
  data: Dataset | readonly Column[],
  rows: Int32Array,
  encoding: Encoding = 'auto',
): Encoded {
  const wanted = chosenColumns(pipeline, columns);
  return about('data', () => encode(pipeline, columns, wanted, data, rows, encoding));
}

function encode(
  pipeline: Pipeline,
  columns: readonly string[] | null,
  wanted: readonly ColumnPipeline[],
  data: Dataset | readonly Column[],
  rows: Int32Array,
  encoding: Encoding,
): Encoded {
  const indexed = encoding === 'index' ? indexedColumn(wanted) : null;
  if (indexed !== null)
    return { data: Float32Array.from(rows, indexOf(indexed, columnFor(indexed, data))), shape: [rows.length] };
  const shape = inputShape(pipeline, columns);
  const stride = elements(shape);
  const out = room(
    rows.length,
    stride,
    wanted.map(feature => ({ name: feature.name, width: elements(feature.shape) })),
  );
  let offset = 0;
  for (const feature of wanted) {
    const column = columnFor(feature, data);
    const write = column.type === 'tensor' ? arrayWriter(feature, column, out, encoding) : writer(feature, column, out);
    for (let i = 0; i < rows.length; i++) write(rows[i]!, i * stride + offset);
    offset += elements(feature.shape);
  }
  return { data: out, shape: [rows.length, ...shape] };
}

/**
 * The same for a training, which reads its rows again and again: windows of a series share their numbers, so that they
 * take no more room than the series.
 */
export function encodeShared(
  pipeline: Pipeline,
  columns: readonly string[] | null,
  data: Dataset | readonly Column[],
  rows: Int32Array,
  encoding: Encoding = 'auto',
): Encoded {
  const [only, ...others] = chosenColumns(pipeline, columns);
  const column = only && others.length === 0 ? about('data', () => columnFor(only, data)) : null;
  if (column?.type !== 'tensor' || column.starts === undefined)
    return encodeFeatures(pipeline, columns, data, rows, encoding);
  const scale = encoding === 'index' ? null : about('data', () => arrayScaler(only!.transform, only!.shape));
  return { ...sharedRows(column, rows, scale), shape: [rows.length, ...only!.shape] };
}

/** The columns of an input, in its order; null: all features. Throws a Problem if one is not there. */
export function chosenColumns(pipeline: Pipeline, columns: readonly string[] | null): readonly ColumnPipeline[] {
  if (columns === null) return pipeline.features;
  const named = [...pipeline.features, ...(pipeline.lookups ?? [])];
  const names = named.map(f => f.name);
  const byName = new Map([...named].reverse().map(f => [f.name, f])); // of equal names, the first counts
  return wholeNames(columns, names).map(name => {
    const feature = byName.get(name);
    if (feature === undefined) throw unknownColumn('columns', name, names).about('input');
    return feature;
  });
}

const STORED: Record<ColumnType, 'number' | 'labels' | 'tensor' | 'nothing'> = {
  number: 'number',
  integer: 'number',
  date: 'number',
  category: 'labels',
  boolean: 'labels',
  text: 'labels',
  tensor: 'tensor',
  ignored: 'nothing',
};

const known = new WeakMap<readonly Column[], ReadonlyMap<string, Column>>();

/** An index, because each of thousands of features is looked up. */
function byName(columns: readonly Column[]): ReadonlyMap<string, Column> {
  const map = known.get(columns) ?? new Map(columns.map(column => [column.name, column]));
  known.set(columns, map);
  return map;
}

/** The column for a part of the pipeline; a column of another kind under its name is an error, never a guess. */
export function columnFor(part: ColumnPipeline, data: Dataset | readonly Column[]): Column {
  const columns = 'body' in data ? data.body.columns : data;
  const column = byName(columns).get(part.name);
  if (column === undefined)
    throw new Problem(`column ${quoted(part.name)} is missing; the model was trained with it`, {
      column: part.name,
    });
  const isDate = (type: ColumnType) => type === 'date';
  if (STORED[column.type] !== STORED[part.type] || isDate(column.type) !== isDate(part.type))
    throw new Problem(
      `column ${quoted(part.name)} must be of the type ${part.type}, as in training, received ${column.type}`,
      { column: part.name, expected: part.type, received: column.type },
    );
  if (part.type === 'tensor' && String(part.shape) !== String(column.shape))
    throw new Problem(
      `column ${quoted(part.name)} must hold arrays of shape [${part.shape}], received [${column.shape}]`,
      { column: part.name, expected: part.shape, received: column.shape },
    );
  return column;
}

type Write = (row: number, at: number) => void;

/** Arrays that are read by index are used as they are. */
function arrayWriter(
  { transform }: ColumnPipeline,
  column: TensorColumn,
  out: Float32Array,
  encoding: Encoding,
): Write {
  const { data, shape } = column;
  const width = elements(shape);
  const start = startOf(column);
  const scale = encoding === 'index' ? null : arrayScaler(transform, shape);
  if (scale === null) return (row, at) => out.set(data.subarray(start(row), start(row) + width), at);
  return (row, at) => {
    const from = start(row);
    for (let i = 0; i < width; i++) out[at + i] = scale(data[from + i]!, i);
  };
}

/** Writes one column's value of a row into `out`, which contains zeros. */
function writer({ transform }: ColumnPipeline, column: Column, out: Float32Array): Write {
  const { data, labels = [] } = column;
  switch (transform.kind) {
    case 'one-hot': {
      const place = places(labels, transform.categories);
      return (row, at) => {
        const category = data[row]! < 0 ? -1 : place[data[row]!]!;
        if (category >= 0) out[at + category] = 1;
      };
    }
    case 'index':
      throw new TensorwireError(column.name, 'is a target; it is encoded by encodeTarget');
    case 'boolean': {
      const place = places(labels, transform.labels);
      return (row, at) => {
        const value = data[row]! < 0 ? -1 : place[data[row]!]!;
        out[at] = value < 0 ? transform.missing : value;
      };
    }
    case 'calendar':
      return (row, at) => {
        if (Number.isNaN(data[row]!)) return;
        const calendar = calendarOf(data[row]!);
        out[at] = (calendar.year - transform.mean) / transform.std;
        for (const [i, part] of transform.parts.entries()) {
          out[at + 1 + 2 * i] = Math.sin(angle(calendar, part));
          out[at + 2 + 2 * i] = Math.cos(angle(calendar, part));
        }
      };
    case 'positions':
      throw new TensorwireError(column.name, 'has arrays in training, and plain numbers here');
    default: {
      const scale = scaler(transform);
      const missing = scale(missingOf(transform));
      return (row, at) => {
        const value = data[row]!;
        out[at] = Number.isNaN(value) ? missing : scale(value);
      };
    }
  }
}
