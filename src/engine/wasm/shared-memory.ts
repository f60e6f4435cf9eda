import { TensorwireError } from '../../errors';
import { isSymbolic, text } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { allocate, LINE } from './allocate';
import { PlanContext } from './plan-context';
import type { View } from './view';

const PAGE = 65536;

/** Memory that modules of several batch sizes share: what lasts is at its beginning, then each has a part of its own. */
export class SharedMemory {
  readonly memory = emptyMemory();
  readonly lasting: ReadonlyMap<GraphNode, View>;
  /** where what lasts ends */
  readonly end: number;

  /** Throws a TensorwireError where a node has a symbolic dimension. */
  constructor(nodes: readonly GraphNode[]) {
    for (const { attributes, shape } of nodes)
      if (shape.some(isSymbolic))
        throw new TensorwireError(
          'engine wasm',
          `what lasts must have known sizes, received ${text(shape)} for "${attributes.name}"`,
        );
    const context = new PlanContext(0);
    this.lasting = new Map(nodes.map(node => [node, context.lasting(node)]));
    this.end = allocate(context.storages, [], LINE); // 0 is nobody's
    this.reach(this.end);
  }
  reach(end: number): void {
    reach(this.memory, end);
  }
}

/** What WebAssembly can address. */
const ADDRESSES = 2 ** 32;
/** Bytes that one program may have in this thread. */
let most = ADDRESSES;
export function setMostMemory(bytes: number): void {
  most = Math.min(bytes, ADDRESSES);
}

/** Memory is there up to this address, or a TensorwireError says that there is not so much. */
export function reach(memory: WebAssembly.Memory, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing <= 0) return;
  const tooMuch = (limit: string, cause?: unknown) =>
    new TensorwireError(
      'engine wasm',
      `needs ${(end / 2 ** 30).toFixed(1)} GB, and ${limit}. Take a smaller batch, or the native engine`,
      { bytes: end, cause },
    );
  if (end > ADDRESSES) throw tooMuch('WebAssembly has 4 at most');
  if (end > most) throw tooMuch(`may have ${(most / 2 ** 30).toFixed(1)} on this machine`);
  try {
    memory.grow(Math.ceil(missing / PAGE));
  } catch (cause) {
    throw tooMuch('WebAssembly has 4 at most, here perhaps less', cause);
  }
}

/** V8 reserves addresses for all that it may become, 8 GB or more: where a process may not have so many, it fails. */
export function emptyMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1 });
  } catch (cause) {
    const remedy = 'Allow the process more virtual memory (ulimit -v), or take the native engine';
    throw new TensorwireError('engine wasm', `WebAssembly gets no memory in this process. ${remedy}`, { cause });
  }
}
