import type { Engine } from '../engine/engine';
import { rewritesFor } from '../engine/rewrites';
import { messageOf } from '../errors';
import { targetNotes } from '../network';
import type { Dataset } from '../values/dataset';
import type { ModelBody } from '../values/model';
import { adapted } from './adapt';
import { calibrated } from './calibrated';
import { keyOf } from './checkpoint';
import { chooseBranches } from './choose-branches';
import { compiled, disposed } from './compiled';
import type { Origin, TrainingControl } from './control';
import { startWeights } from './initial-weights';
import type { TrainingPlan } from './plan';
import { type Prepared, prepare } from './prepared';
import { makeModel } from './result';
import { type EngineFor, resumePoint } from './resume';
import { buildStep, type TrainingStep } from './step/step';
import { withMoreThreads } from './threads';
import { type Trained, Trainer } from './trainer';
import { undefinedMetrics } from './undefined-metrics';

/** Trains the plan's network on the training rows of a dataset, in this process. Throws a Problem. */
export async function train(
  plan: TrainingPlan,
  dataset: Dataset,
  given: Engine | EngineFor,
  control: TrainingControl = {},
): Promise<ModelBody> {
  const key = control.checkpoints ? keyOf(plan, dataset) : '';
  const kept = (await control.checkpoints?.load(key)) ?? null;
  const prepared = prepare(kept ? { ...plan, seed: kept.seed } : plan, dataset);
  const warn = (text: string): void => control.onWarning?.(text);
  for (const text of targetNotes(prepared.network, dataset.targets)) warn(text);
  if (plan.initial && (plan.members ?? 1) > 1)
    warn(`members (${plan.members}) is not used: a model that is trained further keeps its own network`);
  const { cluster } = control;
  const { engine, saved } = await resumePoint(
    cluster ? null : kept,
    ...([given, prepared.multiplyAdds, plan.engine, warn] as const),
  );
  const followed = cluster ? await cluster.follow(kept, warn) : saved;
  const job = kept && !followed ? prepare(plan, dataset) : prepared;
  const step = buildStep(job, rewritesFor(engine.name, await engine.channelBlock?.()));
  const begin = async () => step.begin(await adapted(job, engine, startWeights(job)));
  const { weights, epoch, history } = cluster
    ? await cluster.train(job, step, control, { key, saved: followed, begin })
    : await trainHere(job, step, engine, control, { key, saved, begin });
  const last = job.branches > 1 ? await chooseBranches(job, engine, weights) : { job, weights, metrics: {} };
  const metrics = { ...history.at(epoch), ...last.metrics };
  for (const text of undefinedMetrics(last.job, metrics)) warn(text);
  const calibration = await calibrated(last.job, engine, last.weights, dataset).catch((error: unknown) => {
    warn(`the model cannot be calibrated (${messageOf(error)})`); // the model itself is not affected
    return null;
  });
  return makeModel(last.job, engine, dataset, { ...last, metrics, history: history.toJSON(), calibration });
}

/** Trains on the engine, in this process. */
async function trainHere(
  job: Prepared,
  step: TrainingStep,
  engine: Engine,
  control: TrainingControl,
  from: Origin,
): Promise<Trained> {
  let training = await compiled(job, step, engine);
  try {
    const { key, saved } = from;
    const state = saved?.state ?? (await from.begin());
    const ended = (): boolean => control.stop?.aborted === true || control.cancel?.aborted === true;
    if (control.threads) training = await withMoreThreads(training, engine, control.threads, { saved, state, ended });
    const origin = { key, engine: engine.name };
    return await new Trainer(training, control, origin, { saved, state }).run();
  } finally {
    await disposed(training);
  }
}
