import type { Program } from '../engine';
import type { Built } from './built';
import { type FedRow, RowsRunner } from './rows';
import { emptyMemory, reach } from './shared-memory';

/** A model that another thread has compiled: opening it only copies its weights. */
export interface Shipped {
  readonly fed: readonly FedRow[];
  readonly names: readonly string[];
  readonly parts: readonly (readonly [rows: number, built: Built])[];
  /** the permanent part of memory: weights */
  readonly lasting: ArrayBuffer;
}

/** The most bytes of weights and constants: a copy takes a millisecond for four megabytes, page faults included. */
export const SHIPPED = 12 * 2 ** 20;
/** Bytes of memory for all parts together. */
export const MEMORY = 2 ** 28;

/** Opens it in this thread. */
export function receive({ fed, names, parts, lasting }: Shipped): Program {
  const memory = emptyMemory();
  reach(memory, lasting.byteLength);
  new Uint8Array(memory.buffer).set(new Uint8Array(lasting));
  const built = new Map(parts);
  return new RowsRunner({
    memory,
    fed,
    names,
    build(rows) {
      const found = built.get(rows) ?? null;
      if (found) reach(memory, found.end);
      return found;
    },
  });
}
