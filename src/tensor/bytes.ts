import { types } from 'node:util';
import { badArgument, Problem } from '../errors';
import type { TensorData } from '../spec';
import { Tensor } from '../values/tensor';
import { allocate } from './nested';
import { resolveShape } from './reshape';
import { loop, now, type Work } from './work';

/** How a Buffer's bytes are read, little-endian; types that fit into neither int32 nor bool become float32. */
const FORMATS = {
  uint8: { bytes: 1, dtype: 'int32', read: (v: DataView, at: number) => v.getUint8(at) },
  int8: { bytes: 1, dtype: 'int32', read: (v: DataView, at: number) => v.getInt8(at) },
  uint16: { bytes: 2, dtype: 'int32', read: (v: DataView, at: number) => v.getUint16(at, true) },
  int16: { bytes: 2, dtype: 'int32', read: (v: DataView, at: number) => v.getInt16(at, true) },
  uint32: { bytes: 4, dtype: 'float32', read: (v: DataView, at: number) => v.getUint32(at, true) },
  int32: { bytes: 4, dtype: 'int32', read: (v: DataView, at: number) => v.getInt32(at, true) },
  float32: { bytes: 4, dtype: 'float32', read: (v: DataView, at: number) => v.getFloat32(at, true) },
  float64: { bytes: 8, dtype: 'float32', read: (v: DataView, at: number) => v.getFloat64(at, true) },
} as const;

export type ByteFormat = keyof typeof FORMATS;
export const byteFormats = Object.keys(FORMATS) as ByteFormat[];

/** A tensor from raw little-endian bytes; without a shape, of shape [number of elements]. */
export const fromBytes = (bytes: Uint8Array, format: ByteFormat, shape?: readonly number[]): Tensor =>
  now(fromBytesWork(bytes, format, shape));

export function* fromBytesWork(bytes: Uint8Array, format: ByteFormat, shape?: readonly number[]): Work<Tensor> {
  if (!Object.hasOwn(FORMATS, format)) throw badArgument('format', `one of ${byteFormats.join(', ')}`, format);
  const { bytes: width, dtype, read } = FORMATS[format];
  const size = bytes.byteLength / width;
  if (!Number.isInteger(size))
    throw new Problem(`a Buffer of ${format} must hold a multiple of ${width} bytes, received ${bytes.byteLength}`, {
      argument: 'format',
      expected: width,
      received: bytes.byteLength,
    });
  const resolved = resolveShape(shape ?? [size], size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = allocate(dtype, size);
  yield* loop(size, i => {
    data[i] = read(view, i * width);
  });
  return new Tensor(data, resolved);
}

/**
 * A tensor from a typed array of any kind and realm: float32 from floats and 32-bit unsigned numbers, int32 from whole
 * numbers that fit. 64-bit integers are refused. Without a shape, of shape [length].
 */
export function fromTypedArray(
  array: ArrayBufferView & { readonly length: number },
  shape?: readonly number[],
): Tensor {
  if (!types.isTypedArray(array) || types.isBigInt64Array(array) || types.isBigUint64Array(array))
    throw badArgument('payload', 'a typed array of numbers', array);
  const floats = types.isFloat32Array(array) || types.isFloat64Array(array) || types.isUint32Array(array);
  const data: TensorData = allocate(floats ? 'float32' : 'int32', array.length);
  data.set(array);
  return new Tensor(data, resolveShape(shape ?? [array.length], array.length));
}

/** A copy of the tensor's numbers, in private memory. */
export function toTypedArray(tensor: Tensor): TensorData {
  const { data } = tensor;
  const type = data.constructor as new (source: TensorData) => TensorData;
  return new type(data);
}

/** The tensor's bytes, little-endian: 4 per element of float32 and int32, 1 per bool. */
export function toBytes(tensor: Tensor): Buffer {
  return Buffer.from(toTypedArray(tensor).buffer as ArrayBuffer);
}
