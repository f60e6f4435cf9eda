import type { DType } from '../../spec';

import { DataType, type Message } from '../schema';
import { type Known, refused } from './value';

/** ONNX's names of its types, and the dtypes that represent them here. */
const TYPES: Readonly<Record<number, DType>> = {
  [DataType.float32]: 'float32',
  [DataType.uint8]: 'int32',
  [DataType.int32]: 'int32',
  [DataType.int64]: 'int32',
  [DataType.bool]: 'bool',
};
export const NAMES: Readonly<Record<number, string>> = {
  [DataType.float32]: 'float32',
  [DataType.uint8]: 'uint8',
  [DataType.int32]: 'int32',
  [DataType.int64]: 'int64',
  [DataType.bool]: 'bool',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  8: 'string',
  10: 'float16',
  [DataType.float64]: 'float64',
  [DataType.uint32]: 'uint32',
  [DataType.uint64]: 'uint64',
  16: 'bfloat16',
};

/** The dtype for an ONNX type; throws if there is none. */
export function dtypeOf(type: number | undefined): DType {
  const dtype = TYPES[type ?? 0];
  if (!dtype) throw refused(`the type ${NAMES[type ?? 0] ?? type ?? 'of no number'} is not supported`);
  return dtype;
}

/** TensorProto.DataLocation */
const EXTERNAL = 1;
const BYTES: Readonly<Record<number, number>> = { [DataType.uint8]: 1, [DataType.bool]: 1, [DataType.int64]: 8 };

/** The numbers of a tensor in the file; throws if they are in another file or do not match the shape. */
export function readTensor(tensor: Message<'Tensor'>, name?: string): Known {
  const { dims: shape = [], dataType, dataLocation } = tensor;
  const what = `tensor "${name ?? tensor.name ?? ''}"`;
  if (dataLocation === EXTERNAL) throw refused(`${what} lies in another file: save the model as one file`);
  const dtype = dtypeOf(dataType);
  const count = shape.reduce((product, d) => product * d, 1);
  if (shape.some(d => d < 0)) throw refused(`${what} has the shape [${shape.join(', ')}]`);
  const data = tensor.rawData ? fromBytes(tensor.rawData, dataType!, what) : fromFields(tensor);
  if (data.length !== count)
    throw refused(`${what} of shape [${shape.join(', ')}] must have ${count} numbers, received ${data.length}`);
  return { dtype, shape, data, ...(name && { name }) };
}

function fromBytes(raw: Uint8Array, type: number, what: string): ArrayLike<number> {
  const size = BYTES[type] ?? 4;
  if (raw.length % size !== 0) throw refused(`${what} has ${raw.length} bytes, which are not numbers of ${size} bytes`);
  if (size === 1) return Array.from(raw);
  const { buffer } = new Uint8Array(raw); // a copy, which is aligned
  if (type === DataType.float32) return new Float32Array(buffer);
  return type === DataType.int32 ? Array.from(new Int32Array(buffer)) : Array.from(new BigInt64Array(buffer), Number);
}

function fromFields({
  dataType,
  floatData = [],
  int32Data = [],
  int64Data = [],
}: Message<'Tensor'>): ArrayLike<number> {
  if (dataType === DataType.float32) return Float32Array.from(floatData);
  return dataType === DataType.int64 ? int64Data : int32Data;
}
