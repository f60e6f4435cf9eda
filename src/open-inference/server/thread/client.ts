import { Worker } from 'node:worker_threads';
import { Pacer } from '../../../data';
import { PackedTexts } from '../../../data/table/texts';
import { messageOf, Problem } from '../../../errors';
import { heapLimits } from '../../../inference/worker/limits';
import { findProgram } from '../../../process/built';
import { errorOf, type Fault } from '../../../process/fault';
import { childMemory } from '../../../process/memory';
import { type InferenceRequest, readRequest } from '../../protocol/request';
import type { NamedTensor } from '../../protocol/tensors';
import type { FromThread, SentTensor, ThreadData } from './messages';

/** Bytes that are read in some milliseconds. */
const FEW = 64 * 1024;

/** Long requests are read one after the other: each takes a multiple of its size in memory. */
let last: Promise<unknown> = Promise.resolve();

/** Reads a request; a long one in a thread of its own, so that Node-RED does not wait. Throws a Problem as `readRequest`. */
export async function readRequestApart(bytes: Uint8Array, header: string | undefined): Promise<InferenceRequest> {
  const program = bytes.length > FEW ? findProgram('request-worker.js') : null; // null in a checkout that was never built
  if (program === null) return readRequest(bytes, header);
  const turn = last.then(() => readIn(program, { bytes, header }));
  last = turn.catch(() => undefined); // whoever asked gets the error
  return turn;
}

async function readIn(program: string, workerData: ThreadData): Promise<InferenceRequest> {
  const worker = new Worker(program, {
    workerData,
    resourceLimits: heapLimits(childMemory()),
    execArgv: [],
    name: 'tensorwire request',
  });
  try {
    const message = await answerOf(worker);
    if (message.kind === 'failed') throw thrown(message.fault);
    const inputs: NamedTensor[] = [];
    for (const tensor of message.inputs) inputs.push(await received(tensor));
    return { ...message.request, inputs };
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    const crashed = (reason: string): void =>
      reject(new Problem(`the request cannot be read (${reason}): send fewer rows at a time`, { status: 413 }));
    worker.once('message', resolve);
    worker.once('error', error => crashed(messageOf(error)));
    worker.once('exit', code => crashed(`exit code ${code}`));
  });
}

/** The error as `readRequest` threw it. */
function thrown(fault: Fault): Error {
  if (fault.stack !== undefined) return Object.assign(new Error(fault.problem), { stack: fault.stack });
  return fault.subject === '' ? new Problem(fault.problem, fault.details) : errorOf(fault);
}

async function received({ data, ...tensor }: SentTensor): Promise<NamedTensor> {
  if (data instanceof Float32Array || data instanceof Float64Array) return { ...tensor, data };
  const texts: (string | null)[] = await new PackedTexts(data.bytes, data.ends).all(new Pacer());
  for (let at = data.missing.indexOf(1); at >= 0; at = data.missing.indexOf(1, at + 1)) texts[at] = null;
  return { ...tensor, data: texts };
}
