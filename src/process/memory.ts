import { totalmem } from 'node:os';

const MEGABYTE = 2 ** 20;
/** The least that is of use to a child; below this the kernel decides. */
const LEAST = 128 * MEGABYTE;
/** Reserved for the rest of the machine, or of the container. */
const RESERVE = 64 * MEGABYTE;

/**
 * Bytes that all processes here may use together: the limit of the container if there is one, else the machine's
 * memory.
 */
export function machineMemory(): number {
  const container = process.constrainedMemory();
  return container > 0 && container < totalmem() ? container : totalmem();
}

/** Is this share of the memory enough for one more child? */
export const hasRoomFor = (share: number): boolean => share * machineMemory() >= LEAST;

/** Bytes that a child may use beside this process, which must survive a child that uses all of them. */
export function childMemory(share = 0.8): number {
  const all = machineMemory();
  return Math.max(LEAST, Math.min(share * all, all - process.memoryUsage.rss() - RESERVE));
}
