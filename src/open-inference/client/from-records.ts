import { fieldOf } from '../../data/table/fields';
import { isNest, nestShape } from '../../data/table/nested';
import { Problem, show } from '../../errors';
import { elements } from '../../shape';
import { Tensor } from '../../values/tensor';
import { type Datatype, isDatatype } from '../protocol/datatypes';
import type { TensorMetadata } from '../protocol/metadata';
import type { NamedTensor } from '../protocol/tensors';

/** The rows that a message asks a server about, each with a value for each of the model's inputs. */
export interface AskedRows {
  /** a single record came, so a single answer is returned */
  readonly single: boolean;
  readonly rows: readonly Row[];
}
type Row = (input: TensorMetadata, index: number) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !isNest(value) && !ArrayBuffer.isView(value);

/** Rows from records; or from arrays: a row is the model's only input, or a value for each input in their order. */
export function rowsOf(inputs: readonly TensorMetadata[], payload: unknown): AskedRows {
  if (isRecord(payload)) return { single: true, rows: [recordRow(payload)] };
  if (!isNest(payload))
    throw new Problem(`payload must be a record, an array of records, or arrays, received ${show(payload)}`);
  if (Array.isArray(payload) && payload.length === 0) return { single: false, rows: [] };
  if (Array.isArray(payload) && isRecord(payload[0])) return { single: false, rows: payload.map(recordRow) };
  const [only] = inputs;
  const isWhole = inputs.length === 1 && only!.shape.length > 1;
  const depth = isWhole ? only!.shape.length : 2;
  const single = nestShape(payload).length < depth;
  const list = single ? [payload] : partsOf(payload);
  return { single, rows: list.map(row => (isWhole ? () => row : (_, index) => partsOf(row)[index])) };
}

const recordRow =
  (record: unknown): Row =>
  ({ name }) =>
    isRecord(record) ? fieldOf(record, name) : undefined;

/** The entries along the first axis. */
function partsOf(value: unknown): readonly unknown[] {
  if (!Tensor.is(value)) return Array.from(value as ArrayLike<unknown>);
  const [rows = 0, ...inner] = value.shape;
  const width = elements(inner);
  if (inner.length === 0) return Array.from(value.data);
  return Array.from({ length: rows }, (_, i) => new Tensor(value.data.slice(i * width, (i + 1) * width), inner));
}

/** The rows as the tensors that the server's metadata describe. */
export function tensorsFrom(inputs: readonly TensorMetadata[], rows: readonly Row[]): NamedTensor[] {
  return inputs.map((input, index) => {
    const { name, datatype, shape } = input;
    if (!isDatatype(datatype))
      throw new Problem(`the server's input "${name}" has the datatype ${datatype}, which is not known here`);
    const inner = shape.slice(1);
    const cells = rows.map((row, at) => cellsOf(row(input, index), inner, { name, row: at + 1 }, inputs));
    const sized = inner.map((size, i) => (size < 0 ? (cells[0]?.shape[i] ?? 1) : size));
    const all = cells.flatMap(({ values }) => values);
    const data = datatype === 'BYTES' ? all.map(textOf) : numbers(datatype, all, { name, width: elements(sized) });
    return { name, datatype, shape: [rows.length, ...sized], data };
  });
}

interface Place {
  readonly name: string;
  /** from 1 */
  readonly row: number;
}

function cellsOf(
  value: unknown,
  shape: readonly number[],
  { name, row }: Place,
  inputs: readonly TensorMetadata[],
): { values: readonly unknown[]; shape: readonly number[] } {
  if (value === undefined)
    throw new Problem(
      `payload: row ${row}: "${name}" is missing; the server's model takes ${inputs.map(i => i.name).join(', ')}`,
      { row },
    );
  if (!isNest(value)) {
    if (shape.some(size => size > 1))
      throw new Problem(
        `payload: row ${row}: "${name}" must be an array of the shape [${shape.join(', ')}], received ${show(value)}`,
        { row },
      );
    return { values: [value], shape: shape.map(() => 1) };
  }
  const own = nestShape(value);
  const values = Tensor.is(value)
    ? Array.from(value.data)
    : (Array.from(value as ArrayLike<unknown>).flat(Number.POSITIVE_INFINITY) as unknown[]);
  const fits = own.length === shape.length && own.every((size, i) => shape[i]! < 0 || shape[i] === size);
  if (!fits || values.length !== elements(own))
    throw new Problem(
      `payload: row ${row}: "${name}" must be an array of the shape [${shape.join(', ')}], received [${own.join(', ')}]`,
      { row },
    );
  return { values, shape: own };
}

function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : String(value);
}

function numbers(
  datatype: Datatype,
  values: readonly unknown[],
  { name, width }: { name: string; width: number },
): Float32Array | Float64Array {
  const data = datatype === 'FP32' ? new Float32Array(values.length) : new Float64Array(values.length);
  values.forEach((value, i) => {
    const isMissing = value === null || value === '';
    const number = isMissing
      ? Number.NaN
      : typeof value === 'string' || typeof value === 'boolean'
        ? Number(value)
        : value;
    if (typeof number !== 'number' || (Number.isNaN(number) && !isMissing))
      throw new Problem(
        `payload: row ${Math.floor(i / width) + 1}: "${name}" must be a number, received ${show(value)}`,
      );
    data[i] = number;
  });
  return data;
}
