import { totalmem } from 'node:os';

const MEGABYTE = 2 ** 20;
/** Less than this is no use to any child; the kernel decides then. */
const LEAST = 128 * MEGABYTE;
/** What is left to the rest of the machine, or of the container. */
const RESERVE = 64 * MEGABYTE;

/** Bytes that all processes here may use together: the container's limit where it has one, else the machine's memory. */
export function machineMemory(): number {
  const container = process.constrainedMemory();
  return container > 0 && container < totalmem() ? container : totalmem();
}

/** Bytes that a child may use beside this process, which must live on when the child has taken all of them. */
export function childMemory(share = 0.8): number {
  const all = machineMemory();
  return Math.max(LEAST, Math.min(share * all, all - process.memoryUsage.rss() - RESERVE));
}
