import { Worker } from 'node:worker_threads';
import { TensorwireError } from '../../errors';
import { limits } from '../../graph';
import { heapLimits, OPEN_LIMIT } from '../../inference/worker/limits';
import { reasonOf } from '../../inference/worker/thread-fault';
import { builtProgram } from '../../process/built';
import { errorOf } from '../../process/fault';
import { childMemory } from '../../process/memory';
import type { ForeignFile, Imported } from '../foreign';
import type { FromImport, ToImport } from './messages';

export interface ImportOptions {
  /** time limit, milliseconds */
  readonly openLimit?: number;
  /** the thread's program; default: the built one */
  readonly entry?: string;
}

/**
 * Reads a model's file of another program in a thread of its own, within limits of memory and time, because it is not
 * trusted. `subject`: the file, in errors.
 */
export async function importInThread(
  file: ForeignFile,
  subject: string,
  { openLimit = OPEN_LIMIT, entry = builtEntry() }: ImportOptions = {},
): Promise<Imported> {
  const memory = childMemory();
  const workerData: ToImport = { file, limits: limits(), mostBytes: Math.floor(childMemory(0.5)), subject };
  const resourceLimits = heapLimits(memory);
  const worker = new Worker(entry, { workerData, resourceLimits, execArgv: [], name: 'tensorwire import' });
  let late: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<FromImport>((resolve, reject) => {
      const ended = (why: string) =>
        reject(
          new TensorwireError(subject, `was not read: the thread that reads it ended unexpectedly (${why})`, {
            crashed: true,
          }),
        );
      late = setTimeout(() => {
        reject(new TensorwireError(subject, `was not read within ${openLimit / 1000} s`, { limit: 'time' }));
      }, openLimit);
      worker.once('message', resolve);
      worker.once('error', error => ended(reasonOf(error)));
      worker.once('exit', code => ended(`exit code ${code}`));
    });
    if (answer.kind === 'failed') throw errorOf(answer.fault);
    return answer.imported;
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}

const builtEntry = (): string =>
  builtProgram(
    'import-worker.js',
    path => new TensorwireError('model', `the program that reads files of other programs is missing: ${path}`),
  );
