/**
 * Counts what this process has changed in its stores. Who remembers what a name of a store means looks again when the count
 * has moved: a change of this process is seen at once, whichever path led to the folder.
 */
let changes = 0;

export const changesSoFar = (): number => changes;

/** Runs what changes a store. The count moves when it is on the disk, also where it ended half-way. */
export async function changing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    changes++;
  }
}
