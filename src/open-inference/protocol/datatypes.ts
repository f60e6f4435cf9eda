import { badArgument, Problem } from '../../errors';
import { fromHalf, toHalf } from './half';

/** The element types of the Open Inference Protocol. Source: the protocol's "Tensor Data Types". */
export const DATATYPES = [
  ...(['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64'] as const),
  ...(['FP16', 'FP32', 'FP64', 'BYTES'] as const),
] as const;
export type Datatype = (typeof DATATYPES)[number];

/**
 * Elements in row-major order. Numbers of any type are in an array that holds them exactly, with NaN for a missing one;
 * BOOL are 0 and 1. BYTES are texts, null for a missing one.
 */
export type Elements = Float32Array | Float64Array | readonly (string | null)[];

interface NumberType {
  readonly bytes: number;
  /** the array that holds it exactly: float32 does so for whole numbers of up to 24 bits */
  readonly as: 'float32' | 'float64';
  read(view: DataView, at: number): number;
  write(view: DataView, at: number, value: number): void;
  /** smallest and largest value; absent for types with fractions */
  readonly range?: readonly [number, number];
}

const whole = (bits: number, signed: boolean): readonly [number, number] =>
  signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];

/** Whole numbers of 64 bits are accepted only as far as a float64 holds them exactly. */
const SAFE = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const;

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new Problem(`a whole number must be between −(2⁵³ − 1) and 2⁵³ − 1, received ${value}`);
  return number;
}

const NUMBERS: Readonly<Record<Exclude<Datatype, 'BYTES'>, NumberType>> = {
  BOOL: {
    bytes: 1,
    as: 'float32',
    range: [0, 1],
    read: (v, at) => Number(v.getUint8(at) !== 0),
    write: (v, at, n) => v.setUint8(at, n),
  },
  UINT8: {
    bytes: 1,
    as: 'float32',
    range: whole(8, false),
    read: (v, at) => v.getUint8(at),
    write: (v, at, n) => v.setUint8(at, n),
  },
  UINT16: {
    bytes: 2,
    as: 'float32',
    range: whole(16, false),
    read: (v, at) => v.getUint16(at, true),
    write: (v, at, n) => v.setUint16(at, n, true),
  },
  UINT32: {
    bytes: 4,
    as: 'float64',
    range: whole(32, false),
    read: (v, at) => v.getUint32(at, true),
    write: (v, at, n) => v.setUint32(at, n, true),
  },
  UINT64: {
    bytes: 8,
    as: 'float64',
    range: [0, SAFE[1]],
    read: (v, at) => safe(v.getBigUint64(at, true)),
    write: (v, at, n) => v.setBigUint64(at, BigInt(n), true),
  },
  INT8: {
    bytes: 1,
    as: 'float32',
    range: whole(8, true),
    read: (v, at) => v.getInt8(at),
    write: (v, at, n) => v.setInt8(at, n),
  },
  INT16: {
    bytes: 2,
    as: 'float32',
    range: whole(16, true),
    read: (v, at) => v.getInt16(at, true),
    write: (v, at, n) => v.setInt16(at, n, true),
  },
  INT32: {
    bytes: 4,
    as: 'float64',
    range: whole(32, true),
    read: (v, at) => v.getInt32(at, true),
    write: (v, at, n) => v.setInt32(at, n, true),
  },
  INT64: {
    bytes: 8,
    as: 'float64',
    range: SAFE,
    read: (v, at) => safe(v.getBigInt64(at, true)),
    write: (v, at, n) => v.setBigInt64(at, BigInt(n), true),
  },
  FP16: {
    bytes: 2,
    as: 'float32',
    read: (v, at) => fromHalf(v.getUint16(at, true)),
    write: (v, at, n) => v.setUint16(at, toHalf(n), true),
  },
  FP32: {
    bytes: 4,
    as: 'float32',
    read: (v, at) => v.getFloat32(at, true),
    write: (v, at, n) => v.setFloat32(at, n, true),
  },
  FP64: {
    bytes: 8,
    as: 'float64',
    read: (v, at) => v.getFloat64(at, true),
    write: (v, at, n) => v.setFloat64(at, n, true),
  },
};

export const isDatatype = (name: string): name is Datatype => (DATATYPES as readonly string[]).includes(name);

/** Does it have fractions, and therefore NaN, which is the binary form of a missing number? */
export const hasFractions = (datatype: Datatype): boolean => datatype.startsWith('FP');

const allocated = ({ as }: NumberType, count: number): Float32Array | Float64Array =>
  as === 'float32' ? new Float32Array(count) : new Float64Array(count);

/** Elements from JSON: a flat array, or nested ones. */
export function fromJson(datatype: Datatype, data: unknown, count: number): Elements {
  if (!Array.isArray(data)) throw badArgument('data', 'an array', data);
  const flat = Array.isArray(data[0]) ? (data.flat(Number.POSITIVE_INFINITY) as unknown[]) : (data as unknown[]);
  if (flat.length !== count) throw counted(count, flat.length);
  if (datatype === 'BYTES') return flat.map(textOf);
  const type = NUMBERS[datatype];
  const values = allocated(type, count);
  for (let i = 0; i < count; i++) values[i] = numberOf(datatype, type, flat[i]);
  return values;
}

const counted = (expected: number, received: number): Problem =>
  new Problem(`data must have ${expected} elements, as its shape says, received ${received}`);

function textOf(value: unknown): string | null {
  if (typeof value === 'string' || value === null) return value;
  throw badArgument('an element of BYTES', 'a text', value);
}

function numberOf(datatype: Datatype, { range }: NumberType, value: unknown): number {
  if (value === null) return Number.NaN;
  const number = datatype === 'BOOL' && typeof value === 'boolean' ? Number(value) : value;
  const fits =
    typeof number === 'number' &&
    (range === undefined || (Number.isInteger(number) && number >= range[0] && number <= range[1]));
  if (fits) return number;
  const expected =
    datatype === 'BOOL' ? 'true or false' : range ? `a whole number from ${range[0]} to ${range[1]}` : 'a number';
  throw badArgument(`an element of ${datatype}`, expected, value);
}

/** The same elements for JSON. */
export function toJson(datatype: Datatype, data: Elements): readonly unknown[] {
  const values = Array.from<number | string | null>(data as ArrayLike<number>);
  if (datatype === 'BYTES') return values;
  const missing = (value: unknown) => typeof value === 'number' && !Number.isFinite(value);
  if (datatype === 'BOOL') return values.map(value => (missing(value) ? null : value === 1));
  return values.map(value => (missing(value) ? null : value));
}

/** Elements from the binary form: little-endian numbers; each text after its length in bytes (32 bits). */
export function fromBytes(datatype: Datatype, bytes: Uint8Array, count: number): Elements {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (datatype === 'BYTES') return textsOf(view, bytes, count);
  const type = NUMBERS[datatype];
  if (bytes.length !== count * type.bytes)
    throw new Problem(`${count} elements of ${datatype} are ${count * type.bytes} bytes, received ${bytes.length}`);
  if (datatype === 'FP32') return new Float32Array(Uint8Array.from(bytes).buffer); // a copy: slice of a Buffer is none
  const values = allocated(type, count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, i * type.bytes);
  return values;
}

function textsOf(view: DataView, bytes: Uint8Array, count: number): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length && texts.length <= count) {
    const end = at + 4 <= bytes.length ? at + 4 + view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new Problem('the last text of BYTES is not complete');
    texts.push(decoder.decode(bytes.subarray(at + 4, end)));
    at = end;
  }
  if (texts.length !== count || at < bytes.length) throw counted(count, texts.length);
  return texts;
}

/**
 * The same elements in the binary form. A missing text becomes an empty one; only BYTES and FP have missing elements.
 */
export function toBytes(datatype: Datatype, data: Elements): Uint8Array {
  if (datatype === 'BYTES') return bytesOf(data as readonly (string | null)[]);
  const numbers = data as Float32Array | Float64Array;
  if (datatype === 'FP32') return new Uint8Array(Float32Array.from(numbers).buffer);
  const type = NUMBERS[datatype];
  const bytes = new Uint8Array(numbers.length * type.bytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < numbers.length; i++) type.write(view, i * type.bytes, numbers[i]!);
  return bytes;
}

function bytesOf(texts: readonly (string | null)[]): Uint8Array {
  const parts = texts.map(text => Buffer.from(text ?? '', 'utf8'));
  const bytes = Buffer.alloc(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.writeUInt32LE(part.length, at);
    part.copy(bytes, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}
