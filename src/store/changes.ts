/**
 * Counts the changes of this process to its stores. A cache of what a name means is checked again when the count has
 * changed, so a change of this process is seen at once, whatever path led to the folder.
 */
let changes = 0;

export const changesSoFar = (): number => changes;

/** Runs a change to a store. The count increases when it is on the disk, even if it failed half-way. */
export async function changing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    changes++;
  }
}
