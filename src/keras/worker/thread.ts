import { parentPort, workerData } from 'node:worker_threads';
import { setLimits } from '../../graph';
import { threadFault } from '../../inference/worker/thread-fault';
import { share } from '../../values/value';
import { readForeign } from '../read';
import type { FromImport, ToImport } from './messages';

/** The thread that reads one model's file of another program, and ends. */

const { file, limits, mostBytes, subject } = workerData as ToImport;
const answer = (message: FromImport): void => parentPort!.postMessage(message);

try {
  setLimits(limits);
  const imported = readForeign(file, mostBytes);
  answer({ kind: 'done', imported: { ...imported, onnx: share(imported.onnx) } });
} catch (error) {
  answer({ kind: 'failed', fault: threadFault(error, subject) });
}
