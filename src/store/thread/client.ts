import { Worker } from 'node:worker_threads';
import { messageOf, Problem } from '../../errors';
import { findProgram } from '../../process/built';
import type { Pipeline } from '../../spec';
import { type CardFile, readCard } from '../card';
import { readPipeline } from '../pipeline';
import type { Contents, FromThread, ThreadData } from './messages';

/** Bytes that are parsed and checked in some milliseconds. */
const FEW = 256 * 1024;
/** Of the thread's heap, in megabytes: the largest file that is read, parsed, several times. */
const HEAP = 512;

/** Reads `card.json`; a long one in a thread of its own, so that Node-RED does not wait. */
export const readCardApart = (bytes: Uint8Array): Promise<CardFile> => readApart('card.json', bytes, readCard);

/** The same for `pipeline.json`. */
export const readPipelineApart = (bytes: Uint8Array): Promise<Pipeline | null> =>
  readApart('pipeline.json', bytes, readPipeline);

async function readApart<F extends keyof Contents>(
  file: F,
  bytes: Uint8Array,
  readHere: (bytes: Uint8Array) => Contents[F],
): Promise<Contents[F]> {
  const program = bytes.length > FEW ? findProgram('card-worker.js') : null; // null in a checkout that was never built
  if (program === null) return readHere(bytes);
  const worker = new Worker(program, {
    workerData: { file, bytes } satisfies ThreadData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
    execArgv: [],
    name: 'tensorwire card',
  });
  try {
    const message = await answerOf(worker, file);
    if (message.kind === 'failed') throw new Problem(message.fault.problem, message.fault.details);
    return message.content as Contents[F];
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, file: string): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    const crashed = (reason: string): void =>
      reject(new Problem(`${file} cannot be read (${reason}). Save or import the model again`, { file }));
    worker.once('message', resolve);
    worker.once('error', error => crashed(messageOf(error)));
    worker.once('exit', code => crashed(`exit code ${code}`));
  });
}
