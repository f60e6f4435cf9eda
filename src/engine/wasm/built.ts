import { TensorwireError } from '../../errors';
import type { DType, HostTensor } from '../../spec';
import type { View } from './view';

/** Where a tensor is in memory. */
export interface Slot {
  readonly address: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export const slotOf = ({ storage, shape, dtype }: View): Slot => ({ address: storage.address, shape, dtype });

/** A gather whose index may be out of range. */
interface Indexed {
  readonly subject: string;
  readonly op: string;
  readonly rows: number;
}

/** A module for one batch size, with everything needed to run it: plain data, which can be sent to another thread. */
export interface Built {
  readonly module: WebAssembly.Module;
  /** the end of its part of memory */
  readonly end: number;
  /** inputs and results, in the order of the task */
  readonly inputs: readonly Slot[];
  readonly results: readonly Slot[];
  readonly constants: readonly { readonly address: number; readonly words: Int32Array | Float32Array }[];
  readonly indexed: readonly Indexed[];
}

export interface Running {
  /** one run */
  readonly once: () => void;
  /**
   * several runs; the inputs and results of each are in the staging area from `staging` on, one tensor after the other
   */
  readonly steps: (count: number, staging: number) => void;
  /** flushes state that is about to become denormal */
  readonly begin: () => void;
}

/** The functions of JavaScript that kernels may call, of float32 numbers. */
export const scalarFunctions = { pow: Math.pow, sin: Math.sin, cos: Math.cos } as const;

/** Instantiates the module in this memory, which must reach to its end. */
export function start({ module, constants, indexed }: Built, memory: WebAssembly.Memory): Running {
  const fail = (place: number, index: number): never => {
    const { subject, op, rows } = indexed[place]!;
    throw new TensorwireError(subject, `${op}: index ${index} is not one of ${rows} rows`, { index });
  };
  const { exports } = new WebAssembly.Instance(module, { js: { memory, fail, ...scalarFunctions } });
  for (const { address, words } of constants)
    if (words instanceof Float32Array) new Float32Array(memory.buffer, address, words.length).set(words);
    else new Int32Array(memory.buffer, address, words.length).set(words);
  return exports as unknown as Running;
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Booleans are −1 and 0 in memory. */
export function write(memory: WebAssembly.Memory, address: number, { data, dtype }: HostTensor): void {
  if (dtype === 'float32') new Float32Array(memory.buffer, address, data.length).set(data);
  else if (dtype === 'int32') new Int32Array(memory.buffer, address, data.length).set(data);
  else new Int32Array(memory.buffer, address, data.length).set(Int32Array.from(data, v => -Number(v !== 0)));
}

export function read(memory: WebAssembly.Memory, { address, shape, dtype }: Slot): HostTensor {
  const length = count(shape);
  if (dtype === 'float32')
    return { data: new Float32Array(memory.buffer, address, length).slice(), shape: [...shape], dtype };
  const words = new Int32Array(memory.buffer, address, length);
  return { data: dtype === 'bool' ? Uint8Array.from(words, w => w & 1) : words.slice(), shape: [...shape], dtype };
}

/** A constant as it is stored in memory. */
export function wordsOf({ data, dtype }: Pick<HostTensor, 'data' | 'dtype'>): Int32Array | Float32Array {
  if (dtype === 'float32') return Float32Array.from(data);
  return Int32Array.from(data, dtype === 'bool' ? v => -Number(v !== 0) : v => v);
}
