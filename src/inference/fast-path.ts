import { types } from 'node:util';
import { categoriesOf, indexedColumn } from '../data';
import { type AtPlace, arrayScaler } from '../data/pipeline/array-scale';
import { plainRange } from '../data/pipeline/far';
import { isScale, scaler } from '../data/pipeline/scales';
import { elements } from '../shape';
import type { ColumnPipeline, Pipeline, Scale } from '../spec';

import { Tensor } from '../values/tensor';
import type { Rows } from './batcher';
import type { InputPort } from './ports';

/**
 * The fast path for clean records: no columns, no dictionaries, one prepared function for each column. It handles only
 * values that need no rule (a finite number for a number, a category of training, a flat array of the right length for
 * a tensor). For anything else it returns undefined, and the general path answers, warns or fails. Where it answers,
 * the result is the same.
 */
export interface FastPath {
  /** one record, or one array of values */
  one(payload: unknown): readonly Rows[] | undefined;
  /** returns the arrays of `one` for the next record: allocating one costs as much as filling it */
  reuse(rows: readonly Rows[]): void;
  /** a list of records, or of arrays of values */
  many(records: readonly unknown[]): readonly Rows[] | undefined;
  /**
   * a Tensor, or one row as a Float32Array, that is the network's whole input; a Tensor's numbers are copied only if
   * they are scaled
   */
  whole(payload: unknown): Whole | undefined;
}

export interface Whole {
  readonly data: Float32Array;
  readonly rows: number;
  /** a single row, without a row axis */
  readonly single: boolean;
}

type Write = (value: unknown, out: Float32Array, row: number) => boolean;
type Cell = (name: string, place: number) => unknown;

export function fastPath(pipeline: Pipeline, inputs: readonly InputPort[]): FastPath {
  const places = new Map(pipeline.features.map((feature, index) => [feature.name, index]));
  const ports = inputs.map(port => {
    const columns = port.columns?.map(name => pipeline.features[places.get(name)!]!) ?? pipeline.features;
    const indexed = port.encoding === 'index' ? indexedColumn(columns) : null;
    if (indexed) {
      const { name } = indexed;
      return { port, width: 1, writers: [{ name, place: places.get(name)!, write: indexWriter(indexed) }] };
    }
    let offset = 0;
    const writers = columns.map(column => {
      const write =
        column.type === 'tensor' ? arrayWriter(column, offset, scaleOf(column, port)) : writerOf(column, offset);
      offset += elements(column.shape);
      return { name: column.name, place: places.get(column.name)!, write };
    });
    return { port, width: offset, writers };
  });
  const all = ports.flatMap(({ writers }) => writers);
  const used = new Set(all.map(({ name }) => name));
  // The general path requires every feature, even those that no input takes.
  const float = inputs.every(({ dtype }) => dtype === 'float32');
  const lone = pipeline.features.length === 1 && pipeline.features[0]!.type === 'tensor';
  const [feature] = pipeline.features;
  const scale = lone && inputs.length === 1 ? scaleOf(feature!, inputs[0]!) : null;
  const whole =
    float && lone && inputs.length === 1
      ? (payload: unknown) => scaled(wholeOf(payload, feature!.shape), scale)
      : () => undefined;
  if (used.size < places.size || all.some(({ write }) => !write) || !float)
    return { one: () => undefined, reuse: () => undefined, many: () => undefined, whole };

  const allocate = (rows: number): Rows[] =>
    ports.map(({ port, width }) => ({ data: new Float32Array(width * rows), shape: port.shape }));

  const write = (out: readonly Rows[], row: number, cell: Cell): boolean => {
    for (const [i, { width, writers }] of ports.entries()) {
      const data = out[i]!.data as Float32Array;
      for (const { name, place, write } of writers) if (!write!(cell(name, place), data, row * width)) return false;
    }
    return true;
  };

  const record = (out: readonly Rows[], row: number, values: Record<string, unknown>): boolean =>
    write(out, row, name => (Object.hasOwn(values, name) ? values[name] : undefined));

  const array = (out: readonly Rows[], row: number, values: readonly unknown[]): boolean =>
    lone
      ? write(out, row, () => values)
      : values.length === places.size && write(out, row, (_, place) => values[place]);

  const encode = (out: readonly Rows[], row: number, payload: unknown): boolean => {
    if (Array.isArray(payload)) return array(out, row, payload);
    return isPlain(payload) && record(out, row, payload);
  };

  let spare: readonly Rows[] | undefined;
  const takeSpare = (): readonly Rows[] => {
    const rows = spare ?? allocate(1);
    spare = undefined;
    return rows;
  };

  return {
    whole,
    one(payload) {
      // An array of arrays or of records is several rows.
      if (typeof payload !== 'object' || (Array.isArray(payload) && typeof payload[0] === 'object')) return undefined;
      const out = takeSpare();
      return encode(out, 0, payload) ? out : undefined;
    },
    reuse(rows) {
      // Buffers that were transferred to another thread are empty here.
      if (!rows.every(({ data }, i) => data.length === ports[i]!.width)) return;
      for (const { data } of rows) data.fill(0);
      spare = rows;
    },
    many(records) {
      const arrays = Array.isArray(records[0]);
      const out = allocate(records.length);
      for (let row = 0; row < records.length; row++)
        if (Array.isArray(records[row]) !== arrays || !encode(out, row, records[row])) return undefined;
      return out;
    },
  };
}

/** How an input scales the numbers of an array; null: not at all. */
const scaleOf = ({ transform, shape }: ColumnPipeline, { encoding }: InputPort): AtPlace | null =>
  encoding === 'index' ? null : arrayScaler(transform, shape);

function scaled(whole: Whole | undefined, scale: AtPlace | null): Whole | undefined {
  if (whole === undefined || scale === null) return whole;
  const width = whole.data.length / whole.rows;
  return { ...whole, data: whole.data.map((value, i) => scale(value, i % width)) };
}

function wholeOf(payload: unknown, shape: readonly number[]): Whole | undefined {
  const numbers = Tensor.is(payload) ? payload.data : payload;
  if (!types.isFloat32Array(numbers)) return undefined;
  const given = Tensor.is(payload) ? payload.shape : [numbers.length];
  const single = given.length === shape.length;
  const inner = single ? given : given.slice(1);
  if (inner.length !== shape.length || inner.some((d, i) => d !== shape[i])) return undefined;
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return undefined;
  // An array of the message must not be transferred, and may be from another realm: it is copied. A Tensor is not.
  const shared = types.isSharedArrayBuffer(numbers.buffer);
  const data = shared
    ? new Float32Array(numbers.buffer, numbers.byteOffset, numbers.length)
    : new Float32Array(numbers);
  return data.length > 0 ? { data, rows: single ? 1 : given[0]!, single } : undefined;
}

/** An object from JSON, or from a function node, which is another realm. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A number well within the range of float32; not NaN, not Infinity. */
const isSafe = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 1e30;

/**
 * Writes safe numbers in sequence, or stops at another value. With their own length as the bound it takes 1.0 µs for
 * 1000, with a given size 1.4.
 */
function writeAll(values: readonly unknown[], out: Float32Array, at: number): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!isSafe(value)) return false;
    out[at + i] = value;
  }
  return true;
}

/** Writes the index of a category seen in training. */
function indexWriter(column: ColumnPipeline): Write {
  const numbers = column.type === 'integer';
  const index = new Map<unknown, number>();
  categoriesOf(column)!.forEach((category, i) => void index.set(numbers ? Number(category) : category, i + 1));
  return (value, out, row) => {
    const found = index.get(typeof value === 'boolean' ? String(value) : value);
    if (found !== undefined) out[row] = found;
    return found !== undefined;
  };
}

/**
 * Writes a column's value at offset `at` of its row, or returns false for an unknown value. undefined: the column
 * always takes the general path.
 */
function writerOf({ transform }: ColumnPipeline, at: number): Write | undefined {
  if (isScale(transform)) {
    const scale = scaler(transform as Scale);
    // The general path warns of a number far from those of training.
    const [low, high] = plainRange(transform as Scale);
    return (value, out, row) => {
      if (typeof value !== 'number' || !(value >= low && value <= high)) return false;
      out[row + at] = scale(value);
      return true;
    };
  }
  if (transform.kind === 'one-hot') {
    const place = new Map(transform.categories.map((category, i) => [category, at + i]));
    return (value, out, row) => {
      const found = typeof value === 'string' ? place.get(value) : undefined;
      if (found !== undefined) out[row + found] = 1;
      return found !== undefined;
    };
  }
  if (transform.kind === 'boolean') {
    const [no, yes] = transform.labels;
    return (value, out, row) => {
      const word = typeof value === 'boolean' ? String(value) : value;
      if (word === yes) out[row + at] = 1;
      return word === yes || word === no;
    };
  }
  return undefined;
}

/** The same for a flat array; an array with several axes takes the general path. */
function arrayWriter({ shape }: ColumnPipeline, at: number, scale: AtPlace | null): Write | undefined {
  if (shape.length !== 1) return undefined;
  const [size] = shape;
  const fits = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length === size;
  if (scale === null) return (value, out, row) => fits(value) && writeAll(value, out, row + at);
  return (value, out, row) => {
    if (!fits(value) || !writeAll(value, out, row + at)) return false;
    // From float32 values, as on the general path.
    for (let i = 0; i < value.length; i++) out[row + at + i] = scale(out[row + at + i]!, i);
    return true;
  };
}
