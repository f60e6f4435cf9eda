import { parentPort, workerData } from 'node:worker_threads';
import { openSession } from '../../engine/choose';
import type { HostTensor } from '../../engine/engine';
import { setLimits } from '../../graph';
import { faultOf } from './fault';
import type { FromThread, ThreadData, ToThread } from './messages';

/** A thread that answers for one model: it opens a session, and runs what comes. */

const port = parentPort!;
const send = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer]);

/** Memory that may change its owner; each buffer once. */
const buffersOf = (results: Readonly<Record<string, HostTensor>>): ArrayBuffer[] => {
  const buffers = Object.values(results).map(({ data }) => data.buffer);
  return [...new Set(buffers)].filter(buffer => buffer instanceof ArrayBuffer);
};

async function work(): Promise<void> {
  const { opening, limits } = workerData as ThreadData;
  setLimits(limits);
  const { onnx, engine, resolveFrom } = opening;
  const program = await openSession(onnx, engine, resolveFrom);
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
      send({ kind: 'failed', run, fault: faultOf(error) });
    }
  });
  send({ kind: 'open' });
}

work().catch(error => send({ kind: 'closed', fault: faultOf(error) }));
