import { indexedColumn } from '../data';
import { type AtPlace, arrayScaler } from '../data/pipeline/array-scale';
import { elements } from '../shape';
import type { ColumnPipeline, Pipeline } from '../spec';
import type { Rows } from './batcher';
import { arrayWriter, indexWriter, writerOf } from './column-writers';
import type { InputPort } from './ports';
import { scaled, type WholeInput, wholeInputOf } from './whole-input';

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
  whole(payload: unknown): WholeInput | undefined;
}

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
      ? (payload: unknown) => scaled(wholeInputOf(payload, feature!.shape), scale)
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

/** An object from JSON, or from a function node, which is another realm. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
