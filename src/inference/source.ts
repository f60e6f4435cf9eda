import { areReadings, encodeFeatures, type Part, readingsToColumns, recordsToColumns, windowsToColumns } from '../data';
import { isRecord } from '../data/error-text';
import type { Windows } from '../forecast';
import type { Column, Pipeline } from '../spec';
import { Dataset } from '../values/dataset';
import { Tensor } from '../values/tensor';
import type { Rows } from './batcher';
import type { FastPath } from './fast-path';
import type { InputPort } from './ports';
import type { WholeInput } from './whole-input';

/** Rows to predict, encoded as network inputs piece by piece. */
export interface Source {
  readonly rows: number;
  /** a single record came, so a single answer is returned */
  readonly single: boolean;
  /** the inputs for rows [from, to) */
  encode(from: number, to: number): readonly Rows[];
  /** where the windows of its rows are, if they are windows of series; absent: unknown */
  readonly windows?: (from: number) => Windows;
  /** called when all rows have been computed */
  done?(): void;
}

export interface Encoding {
  readonly pipeline: Pipeline;
  readonly inputs: readonly InputPort[];
  readonly short: FastPath;
  /** an answer needs the window of each row as it is; of a forecast with its time */
  readonly windows?: 'forecasts' | 'scores';
}

/** Rows of existing columns. */
export function fromColumns(
  { pipeline, inputs }: Pick<Encoding, 'pipeline' | 'inputs'>,
  columns: readonly Column[],
  rows: Int32Array,
  single = false,
): Source {
  return {
    rows: rows.length,
    single,
    windows: from => ({ columns, rowOf: window => rows[from + window]! }),
    encode: (from, to) =>
      inputs.map(port => {
        const { data } = encodeFeatures(pipeline, port.columns, columns, rows.subarray(from, to), port.encoding);
        return { data: port.dtype === 'int32' ? Int32Array.from(data) : data, shape: port.shape };
      }),
  };
}

/** Numbers that are already the network's input: views of them. */
function fromWhole({ data, rows, single }: WholeInput, { shape }: InputPort): Source {
  const width = data.length / rows;
  return {
    rows,
    single,
    encode: (from, to) => [{ data: data.subarray(from * width, to * width), shape }],
  };
}

/** A window as nn-window sends it, of a network that takes nothing else; undefined: the general path answers, with the same result. */
function fromWindow({ pipeline, inputs, short }: Encoding, payload: unknown): Source | undefined {
  const [feature] = pipeline.features;
  if (!isRecord(payload) || !feature) return undefined;
  const window = payload[feature.name];
  const whole = Tensor.is(window) && window.dtype === 'float32' ? short.whole(window) : undefined;
  if (!whole?.single) return undefined;
  const { name, shape } = feature;
  const columns: Column[] = [{ name, type: 'tensor', data: (window as Tensor).data as Float32Array, shape }];
  return { ...fromWhole(whole, inputs[0]!), windows: () => ({ columns, rowOf: () => 0 }) };
}

/** No rows: an empty list of records has an empty list of answers. */
const NOTHING: Source = { rows: 0, single: false, encode: () => [] };
const isEmpty = (payload: unknown): boolean =>
  Tensor.is(payload) ? payload.shape[0] === 0 : Array.isArray(payload) && payload.length === 0;

/** Raw records, arrays, a Tensor or a Dataset. `warn` is called once for each warning. */
export function fromPayload(encoding: Encoding, payload: unknown, warn: (warning: string) => void): Source {
  const { pipeline, short, windows } = encoding;
  const one = windows ? undefined : short.one(payload);
  if (one) return { rows: 1, single: true, encode: () => one, done: () => short.reuse(one) };
  const whole = windows ? undefined : short.whole(payload);
  if (whole) return fromWhole(whole, encoding.inputs[0]!);
  const lone = windows === 'scores' ? fromWindow(encoding, payload) : undefined;
  if (lone) return lone;
  if (isEmpty(payload)) return NOTHING;
  if (Dataset.is(payload)) return fromColumns(encoding, payload.body.columns, allRows(payload.rows));
  const warned = new Set<string>();
  const longWay = (records: unknown, part?: Part): Source => {
    const { columns, rows, single, warnings } = areReadings(pipeline, records)
      ? readingsToColumns(pipeline, records)
      : windows
        ? windowsToColumns(pipeline, records)
        : recordsToColumns(pipeline, records, part);
    for (const warning of warnings) if (!warned.has(warning)) warn(warning);
    for (const warning of warnings) warned.add(warning);
    return fromColumns(encoding, columns, allRows(rows), single);
  };
  if (windows || areReadings(pipeline, payload) || !isList(pipeline, payload)) return longWay(payload);
  return {
    rows: payload.length,
    single: false,
    encode(from, to) {
      const records = payload.slice(from, to);
      return short.many(records) ?? longWay(records, { before: from, first: payload[0] }).encode(0, records.length);
    },
  };
}

const allRows = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);

/** A list that can be processed piece by piece: of records, or of arrays that are certainly one row each. */
function isList({ features }: Pipeline, payload: unknown): payload is readonly unknown[] {
  if (!Array.isArray(payload) || typeof payload[0] !== 'object' || payload[0] === null) return false;
  if (features.length > 1 || features[0]?.type !== 'tensor' || !Array.isArray(payload[0])) return true;
  return depth(payload) === features[0].shape.length + 1;
}

const depth = (value: unknown): number => (Array.isArray(value) ? 1 + depth(value[0]) : 0);
