import { Worker } from 'node:worker_threads';
import { messageOf, TensorwireError } from '../../errors';
import { builtProgram } from '../../process/built';
import { errorOf } from '../../process/fault';
import type { Picture } from '../picture';
import type { Drawn, ToDraw } from './thread';

/**
 * Draws pictures as SVG in a worker thread: ECharts is loaded only there, when it is needed, and this thread is not
 * blocked. `program`: default: the built one.
 */
export async function drawInThread(pictures: readonly Picture[], program = builtDrawing()): Promise<readonly string[]> {
  if (pictures.length === 0) return [];
  const workerData: ToDraw = pictures.map(({ option, width, height }) => ({ option, width, height }));
  const worker = new Worker(program, { workerData, execArgv: [], name: 'tensorwire drawing' });
  try {
    const drawn = await answerOf(worker);
    if (drawn.kind === 'failed') throw errorOf(drawn.fault);
    return drawn.svg;
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<Drawn> {
  return new Promise((resolve, reject) => {
    const crashed = (reason: string): void =>
      reject(new TensorwireError('picture', `the drawing thread ended unexpectedly (${reason})`, { crashed: true }));
    worker.once('message', resolve);
    worker.once('error', error => crashed(messageOf(error)));
    worker.once('exit', code => crashed(`exit code ${code}`));
  });
}

const builtDrawing = (): string =>
  builtProgram('drawing-worker.mjs', path => new TensorwireError('picture', `the drawing program is missing: ${path}`));
