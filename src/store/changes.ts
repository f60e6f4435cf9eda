/**
 * Counts the changes of this process to its stores. A cache of what a name means is checked again when the count has
 * changed, so a change of this process is seen at once, whatever path led to the folder.
 */
let changes = 0;
const listeners = new Set<() => void>();

export const changesSoFar = (): number => changes;

/** Calls the listener after each change of this process to any store. Returns what ends it. */
export function onStoreChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Runs a change to a store. The count increases when it is on the disk, even if it failed half-way. */
export async function changing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    changes++;
    for (const listener of listeners) listener();
  }
}
