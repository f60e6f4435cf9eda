import { halfPrecision } from '../half-precision';
import { damaged } from './bytes';
import type { Datatype } from './types';

/** Stored numbers as float32, in memory that threads can share. `bfloat16`: what is stored without a meaning is that. */
export function asFloat32(bytes: Uint8Array, type: Datatype, count: number, bfloat16: boolean): Float32Array {
  const out = new Float32Array(new SharedArrayBuffer(count * 4));
  if (type.kind === 'float' && type.size === 4 && !type.bigEndian) {
    new Uint8Array(out.buffer).set(bytes);
    return out;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readerOf(type, bfloat16);
  for (let i = 0; i < count; i++) out[i] = read(view, i * type.size);
  return out;
}

type Read = (view: DataView, at: number) => number;

function readerOf(type: Datatype, bfloat16: boolean): Read {
  const little = !('bigEndian' in type && type.bigEndian);
  const brain: Read = (view, at) => fromBits(view.getUint16(at, little) * 2 ** 16);
  if (type.kind === 'opaque' && type.size === 2 && bfloat16) return brain;
  if (type.kind === 'float') {
    if (type.size === 2) return type.exponent === 8 ? brain : (view, at) => halfPrecision(view.getUint16(at, little));
    if (type.size === 4) return (view, at) => view.getFloat32(at, little);
    if (type.size === 8) return (view, at) => view.getFloat64(at, little);
  }
  if (type.kind === 'integer') {
    const { size, signed } = type;
    if (size === 1) return (view, at) => (signed ? view.getInt8(at) : view.getUint8(at));
    if (size === 2) return (view, at) => (signed ? view.getInt16(at, little) : view.getUint16(at, little));
    if (size === 4) return (view, at) => (signed ? view.getInt32(at, little) : view.getUint32(at, little));
    if (size === 8) return (view, at) => Number(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little));
  }
  throw damaged(`a dataset holds ${type.kind === 'other' ? type.name : type.kind} of ${type.size} bytes, not numbers`);
}

const bits = new DataView(new ArrayBuffer(4));
function fromBits(value: number): number {
  bits.setUint32(0, value);
  return bits.getFloat32(0);
}
