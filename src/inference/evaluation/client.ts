import { Worker } from 'node:worker_threads';
import { spreadTargets } from '../../calibration';
import { usedColumns } from '../../data';
import { sendLabels, withoutLabels } from '../../data/crossing';
import type { EngineName } from '../../engine/engine';
import { TensorwireError } from '../../errors';
import { limits } from '../../graph';
import { builtProgram } from '../../process/built';
import { errorOf } from '../../process/fault';
import type { Costs, SplitName } from '../../spec';
import type { Dataset } from '../../values/dataset';
import type { Model } from '../../values/model';
import { Report } from '../../values/report';

import type { ConfidentSource } from '../confident-file';
import { reasonOf } from '../worker/thread-fault';
import type { Case, FromJudge } from './messages';

export interface JudgeOptions {
  /** default: a false alarm costs as much as a miss */
  readonly costs?: Costs;
  readonly engine?: EngineName | 'auto';
  readonly resolveFrom?: readonly string[];
  /** the thread's program; default: the built one */
  readonly entry?: string;
}

/** Evaluates a model as `evaluate` does, with all details, in a worker thread. */
export async function judgeInThread(
  model: Model,
  dataset: Dataset,
  on: SplitName | 'payload',
  { costs = { falseAlarm: 1, miss: 1 }, engine = 'auto', resolveFrom = [], entry = builtEntry() }: JudgeOptions = {},
): Promise<Report> {
  const { network, pipeline, calibration, onnx } = model.body;
  if (pipeline === null)
    throw new TensorwireError(model.model, 'the model has no pipeline that turns raw records into its inputs');
  const columns = usedColumns(dataset, pipeline);
  const { targets, split, fingerprint, source } = dataset.body;
  const workerData: Case = {
    on,
    model: { name: model.model, version: model.version, network, pipeline, calibration, onnx },
    confident: confidentOf(model),
    dataset: {
      columns: withoutLabels(columns),
      ...{ targets, split, pipeline: dataset.pipeline, fingerprint, source },
    },
    ...{ costs, engine, resolveFrom, limits: limits() },
  };
  const worker = new Worker(entry, { workerData, execArgv: [], name: 'tensorwire evaluation' });
  try {
    const answer = answerOf(worker);
    answer.catch(() => undefined); // it may end while data are still being sent
    await sendLabels(worker, columns);
    const message = await answer;
    if (message.kind === 'failed') throw errorOf(message.fault);
    const { folds } = model.body.card;
    return new Report(folds ? { ...message.report, folds } : message.report);
  } finally {
    await worker.terminate();
  }
}

/** What the thread needs to write the model's file with confidence, where intervals depend on the row. */
function confidentOf({ model, body }: Model): ConfidentSource | null {
  const { network, weights, calibration } = body;
  if (calibration === null || spreadTargets(calibration).length === 0) return null;
  return { model, network, weights, calibration };
}

function answerOf(worker: Worker): Promise<FromJudge> {
  return new Promise((resolve, reject) => {
    const crashed = (reason: string): void =>
      reject(
        new TensorwireError('evaluate', `the evaluation thread ended unexpectedly (${reason})`, { crashed: true }),
      );
    worker.on('message', resolve);
    worker.once('error', error => crashed(reasonOf(error as Error)));
    worker.once('exit', code => crashed(`exit code ${code}`));
  });
}

const builtEntry = (): string =>
  builtProgram(
    'evaluation-worker.js',
    path => new TensorwireError('evaluate', `the evaluation program is missing: ${path}`),
  );
