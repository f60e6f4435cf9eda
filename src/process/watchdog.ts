import { writeFile } from 'node:fs';
import { Worker } from 'node:worker_threads';

/**
 * A thread that watches over its process while the main thread computes and handles no events. It ends the process when
 * its parent is gone (its 'disconnect' does not arrive during a long computation), and when resident memory exceeds the
 * limit (tensors are outside the heap, so Node's own limit does not count them). It uses SIGKILL, because process.exit
 * in a worker ends only the worker. It is plain text, so that the bundle needs no extra file.
 */
const WATCH = `
const { workerData: { parent, memoryLimit, period } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const gone = () => {
  if (process.platform !== 'win32') return process.ppid !== parent;
  try { process.kill(parent, 0); return false; } catch { return true; } // no such process
};
const end = reason => {
  try { if (reason) writeSync(2, reason + '\\n'); } catch {} // nobody reads it any more: the end is what matters
  process.kill(process.pid, 'SIGKILL');
};
const megabytes = bytes => Math.round(bytes / 2 ** 20) + ' MB';
setInterval(() => {
  if (gone()) end('');
  const used = process.memoryUsage.rss();
  if (used > memoryLimit) end('it used ' + megabytes(used) + ' of memory, its limit is ' + megabytes(memoryLimit));
}, period);
`;

export interface Watch {
  readonly parent: number;
  readonly memoryLimit: number;
}

/** Starts the watchdog, which runs as long as the process. */
export function watch(over: Watch, period = 250): void {
  const worker = new Worker(WATCH, { eval: true, execArgv: [], workerData: { ...over, period } });
  worker.unref();
  // If memory runs out before the limit is noticed, the kernel should end this process and not Node-RED. Only Linux has
  // the file.
  if (process.platform === 'linux') writeFile('/proc/self/oom_score_adj', '1000', () => undefined);
}
