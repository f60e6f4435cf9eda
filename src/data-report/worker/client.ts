import { Worker } from 'node:worker_threads';
import { sendLabels, withoutLabels } from '../../data/crossing';
import { messageOf, TensorwireError } from '../../errors';
import { builtProgram } from '../../process/built';
import { errorOf } from '../../process/fault';
import { DataReport } from '../../values/data-report';
import type { Dataset } from '../../values/dataset';
import type { FromReporter, Looked } from './messages';

export interface DataReportOptions {
  /** ends the thread; the promise is then rejected */
  readonly signal?: AbortSignal;
  /** the thread's program; default: the built one */
  readonly entry?: string;
}

/** Makes the report of a dataset in a thread of its own, so that this thread is not blocked. */
export async function dataReportInThread(
  { body }: Dataset,
  { signal, entry = builtEntry() }: DataReportOptions = {},
): Promise<DataReport> {
  signal?.throwIfAborted();
  const { columns, targets, split, pipeline, fingerprint, source, dropped, sampleWeight, findings } = body;
  const workerData: Looked = {
    columns: withoutLabels(columns),
    ...{ targets, split, pipeline, fingerprint, source, dropped, sampleWeight, findings },
  };
  const worker = new Worker(entry, { workerData, execArgv: [], name: 'tensorwire data report' });
  const end = (): void => void worker.terminate();
  signal?.addEventListener('abort', end);
  try {
    const answer = answerOf(worker);
    answer.catch(() => undefined); // it may end while labels are still being sent
    await sendLabels(worker, columns);
    const message = await answer;
    if (message.kind === 'failed') throw errorOf(message.fault);
    return new DataReport(message.report);
  } finally {
    signal?.removeEventListener('abort', end);
    await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<FromReporter> {
  return new Promise((resolve, reject) => {
    const crashed = (reason: string): void =>
      reject(
        new TensorwireError('data report', `the thread that looks at the data ended unexpectedly (${reason})`, {
          crashed: true,
        }),
      );
    worker.once('message', resolve);
    worker.once('error', error => crashed(messageOf(error)));
    worker.once('exit', code => crashed(`exit code ${code}`));
  });
}

const builtEntry = (): string =>
  builtProgram(
    'data-report-worker.js',
    path => new TensorwireError('data report', `the program that looks at the data is missing: ${path}`),
  );
