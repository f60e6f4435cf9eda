import { TensorwireError } from '../../errors';
import { inputName, isSymbolic, text } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { allocate, LINE } from './allocate';
import { PlanContext } from './plan-context';
import type { View } from './view';

const PAGE = 65536;

/** Memory shared by modules of several batch sizes: first what is permanent, then a part for each module. */
export class SharedMemory {
  readonly memory = emptyMemory();
  readonly lasting: ReadonlyMap<GraphNode, View>;
  /** the end of the permanent part */
  readonly end: number;

  /** Throws a TensorwireError if a node has a symbolic dimension. */
  constructor(nodes: readonly GraphNode[]) {
    for (const node of nodes)
      if (node.shape.some(isSymbolic))
        throw new TensorwireError(
          'engine wasm',
          `what lasts must have known sizes, received ${text(node.shape)} for "${inputName(node)}"`,
        );
    const context = new PlanContext(0);
    this.lasting = new Map(nodes.map(node => [node, context.lasting(node)]));
    this.end = allocate(context.storages, [], LINE); // address 0 is left unused
    this.reach(this.end);
  }
  reach(end: number): void {
    reach(this.memory, end);
  }
}

/** WebAssembly's address space. */
const ADDRESSES = 2 ** 32;
/** The most bytes that one program may have in this thread. */
let most = ADDRESSES;
export function setMostMemory(bytes: number): void {
  most = Math.min(bytes, ADDRESSES);
}

/** Grows the memory to this address, or throws a TensorwireError that says that there is not enough. */
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

/**
 * V8 reserves address space for the largest size that it may grow to, 8 GB or more: it fails in a process without that
 * much.
 */
export function emptyMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1 });
  } catch (cause) {
    const remedy = 'Allow the process more virtual memory (ulimit -v), or take the native engine';
    throw new TensorwireError('engine wasm', `WebAssembly gets no memory in this process. ${remedy}`, { cause });
  }
}
