import { Worker } from 'node:worker_threads';
import { spreadTargets } from '../../calibration';
import { usedColumns } from '../../data';
import { sendLabels, withoutLabels } from '../../data/crossing';
import type { EngineName } from '../../engine/engine';
import { TensorwireError } from '../../errors';
import { limits } from '../../graph';
import { builtProgram } from '../../process/built';
import { errorOf } from '../../process/fault';
import type { Column, Costs, SplitName } from '../../spec';
import type { Dataset } from '../../values/dataset';
import type { Model } from '../../values/model';
import { Report } from '../../values/report';

import type { ConfidentSource } from '../confident-file';
import { reasonOf } from '../worker/thread-fault';
import type { AskedModel, Case, FromJudge } from './messages';

export interface JudgeOptions {
  /** default: a false alarm costs as much as a miss */
  readonly costs?: Costs;
  /** another model, with which it is compared on the same rows */
  readonly against?: { readonly reference: string; readonly model: Model };
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
  {
    costs = { falseAlarm: 1, miss: 1 },
    against,
    engine = 'auto',
    resolveFrom = [],
    entry = builtEntry(),
  }: JudgeOptions = {},
): Promise<Report> {
  const judged = askedModel(model);
  const other = against && { reference: against.reference, model: askedModel(against.model) };
  const columns = columnsOf(dataset, other ? [judged, other.model] : [judged]);
  const { targets, split, fingerprint, source } = dataset.body;
  const workerData: Case = {
    on,
    model: judged,
    against: other ?? null,
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

function askedModel({ model: name, version, body }: Model): AskedModel {
  const { network, pipeline, calibration, onnx } = body;
  if (pipeline === null)
    throw new TensorwireError(name, 'the model has no pipeline that turns raw records into its inputs');
  return { name, version, network, pipeline, calibration, onnx };
}

/** The columns that any of the models needs, each once. */
const columnsOf = (dataset: Dataset, models: readonly AskedModel[]): Column[] => [
  ...new Set(models.flatMap(({ pipeline }) => usedColumns(dataset, pipeline))),
];

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
