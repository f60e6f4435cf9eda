import { parentPort, workerData } from 'node:worker_threads';
import { openModelFile } from '../../engine/open';
import { setMostMemory } from '../../engine/wasm';
import { setLimits } from '../../graph';
import type { HostTensor } from '../../spec';
import { rowTime } from '../row-time';
import { handOver } from './hand-over';
import type { FromThread, ThreadData, ToThread } from './messages';
import { threadFault } from './thread-fault';

/** A thread for one model: opens it, measures it, offers it to the requesting thread, and runs what comes. */

const port = parentPort!;
const send = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer]);

/** Transferable memory; each buffer once. */
const buffersOf = (results: Readonly<Record<string, HostTensor>>): ArrayBuffer[] => {
  const buffers = Object.values(results).map(({ data }) => data.buffer);
  return [...new Set(buffers)].filter(buffer => buffer instanceof ArrayBuffer);
};

async function work(): Promise<void> {
  const { opening, limits, memory } = workerData as ThreadData;
  setLimits(limits);
  setMostMemory(memory);
  const { engine, resolveFrom, threads, inputs, rowLimit } = opening;
  // Writing a file needs the layers, which the engine does not: without a confidence they are not even initialized.
  const file = opening.confident ? (await import('../confident-file')).confidentFile(opening.confident) : null;
  const onnx = file?.onnx ?? opening.onnx;
  const opened = await openModelFile(onnx, engine, resolveFrom, threads);
  const { program, mixes, notes } = opened;
  const time = await rowTime(program, inputs, rowLimit);
  const handover = await handOver(opened, time, { onnx, inputs, rowLimit });
  let grown = 0;
  port.on('message', async ({ run, feeds }: ToThread) => {
    try {
      const before = process.memoryUsage.rss();
      const start = performance.now();
      const results = await program.run(feeds);
      const time = performance.now() - start;
      grown += process.memoryUsage.rss() - before;
      send({ kind: 'done', run, results, time, grown }, buffersOf(results));
    } catch (error) {
      send({ kind: 'failed', run, fault: threadFault(error) });
    }
  });
  const written = file && handover?.native ? file.onnx : null;
  const confident = file?.name ?? null;
  send(
    { kind: 'open', time, mixes, notes, handover, confident, written },
    handover?.shipped ? [handover.shipped.lasting] : [],
  );
}

work().catch(error => send({ kind: 'closed', fault: threadFault(error) }));
