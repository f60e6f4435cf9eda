import { parentPort, workerData } from 'node:worker_threads';
import { openModelFile } from '../../engine/open';
import { setMostMemory } from '../../engine/wasm';
import { setLimits } from '../../graph';
import { expectIndependentRows } from '../../inference/independent-rows';
import { threadFault } from '../../inference/worker/thread-fault';
import { explainingOf } from '../explaining';
import type { FromThread, ThreadData, ToThread } from './messages';

/** Explains one model: opens it, and answers requests in turn. */

const port = parentPort!;
const send = (message: FromThread): void => port.postMessage(message);

async function work(): Promise<void> {
  const { model, background, engine, resolveFrom, threads, limits, memory } = workerData as ThreadData;
  setLimits(limits);
  setMostMemory(memory);
  const { program, mixes } = await openModelFile(model.onnx, engine, resolveFrom, threads);
  expectIndependentRows(mixes);
  const explaining = explainingOf(model, program, background);
  let turn = Promise.resolve();
  port.on('message', ({ job, rows, inputs, request }: ToThread) => {
    turn = turn.then(async () => {
      try {
        if (request === null) send({ kind: 'outputs', job, outputs: await explaining.outputs(rows, inputs) });
        else if (request.method === 'grad-cam')
          send({ kind: 'maps', job, maps: await explaining.gradCam(rows, inputs, request) });
        else if (request.method === 'activations')
          send({ kind: 'activations', job, activations: await explaining.activations(rows, inputs) });
        else send({ kind: 'done', job, found: await explaining.attribute(rows, inputs, request) });
      } catch (error) {
        send({ kind: 'failed', job, fault: threadFault(error, 'explain') });
      }
    });
  });
  send({ kind: 'open' });
}

work().catch(error => send({ kind: 'closed', fault: threadFault(error, 'explain') }));
