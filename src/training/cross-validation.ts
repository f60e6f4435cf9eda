import { foldsOf } from '../data';
import { openSession } from '../engine';
import type { Engine, EngineName } from '../engine/engine';
import { messageOf, TensorwireError } from '../errors';
import { evaluate } from '../evaluation';
import { outputsOf } from '../inference/outputs';
import type { FoldScores } from '../spec';
import type { Dataset } from '../values/dataset';
import { Model, ModelBody } from '../values/model';
import { keyOf } from './checkpoint';
import type { TrainingControl } from './control';
import { answersOfFold, calibratedByFolds } from './fold-calibration';
import { ensembleOfFolds, foldMember } from './fold-ensemble';
import { train } from './loop';
import type { TrainingPlan } from './plan';
import type { EngineFor } from './resume';

/**
 * k-fold cross-validation: for each fold, trains a model on the other rows and evaluates it on the fold. Then trains
 * the model on all these rows, or makes the folds' models one ensemble (`finalModel`), for which all of them read rows by
 * one pipeline, fitted to all these rows. After an interruption it resumes in the fold that was being trained. Its card
 * has the mean and standard deviation of each metric over the folds. The folds' predictions calibrate it.
 */
export async function trainWithFolds(
  given: TrainingPlan & { readonly folds: number },
  dataset: Dataset,
  engine: EngineFor,
  control: TrainingControl = {},
): Promise<ModelBody> {
  const { folds } = given;
  const { onResumed: _, ...ofFolds } = control;
  const { checkpoints, onProgress } = control;
  const key = checkpoints ? keyOf(given, dataset) : '';
  const saved = (await checkpoints?.load(key)) ?? null;
  // The seed of an interrupted cross-validation, because the folds are drawn from it.
  const plan = { ...given, seed: saved?.seed ?? given.seed };
  const isEnsemble = plan.finalModel === 'ensemble';
  const { datasets, whole } = await foldsOf(dataset, folds, plan.seed, { onePipeline: isEnsemble });
  const scores = [...(saved?.folds?.scores ?? [])];
  const epochs = [...(saved?.folds?.epochs ?? [])];
  const answers = [...(saved?.folds?.answers ?? [])];
  const members = [...(saved?.folds?.members ?? [])];
  const first = scores.length;
  /** Those of the training after so many folds: they also hold what these gave. */
  const checkpointsOf = (fold: number): Pick<TrainingControl, 'checkpoints'> => {
    if (!checkpoints) return {};
    const load = async () => (fold === first ? saved : null);
    const found = () => ({ scores: [...scores], epochs: [...epochs], answers: [...answers] });
    const done = () => ({ key, folds: { ...found(), ...(isEnsemble && { members: [...members] }) } });
    return { checkpoints: { load, offer: take => checkpoints.offer(() => ({ ...take(), ...done() })) } };
  };
  let last: Engine | null = null;
  for (const [i, part] of datasets.entries()) {
    if (i < first) continue;
    const body = await train(plan, part, engine, {
      ...ofFolds,
      ...checkpointsOf(i),
      ...(onProgress && { onProgress: progress => onProgress({ ...progress, fold: i + 1, folds }) }),
    });
    if (control.stop?.aborted)
      throw new TensorwireError('train', 'was stopped before all folds were trained: there is no model yet', {
        cancelled: true,
      });
    scores.push(await scoresOf(body, part, plan));
    epochs.push(bestEpoch(body.card.history));
    last = await engine(0, body.card.engine as EngineName);
    answers.push(await answersOfFold(body, part, folds, last));
    if (isEnsemble) members.push(foldMember(body));
  }
  const body = isEnsemble
    ? ensembleOfFolds(plan, members, whole, last ?? (await engine(0)))
    : await train(withEpochs(plan, epochs), whole, engine, { ...control, ...checkpointsOf(folds) });
  const card = {
    ...body.card,
    folds: { count: folds, metrics: summary(scores), ...(isEnsemble && { ensemble: true as const }) },
  };
  const own = await engine(0, body.card.engine as EngineName);
  const calibration = await calibratedByFolds(body, answers, { datasets, whole }, own).catch((error: unknown) => {
    control.onWarning?.(`the model cannot be calibrated (${messageOf(error)})`); // the model itself is not affected
    return null;
  });
  return new ModelBody(card, body.network, body.weights, body.pipeline, body.onnx, body.background, calibration);
}

/** No rows are left to find the best epoch with: as many epochs as the folds took to it on average. */
function withEpochs(plan: TrainingPlan, best: readonly number[]): TrainingPlan {
  const keepsBest = plan.earlyStopping || plan.restoreBestWeights;
  return {
    ...plan,
    ...{ earlyStopping: false, restoreBestWeights: false },
    epochs: keepsBest ? Math.max(1, Math.round(meanOf(best))) : plan.epochs,
  };
}

/** The metrics of a fold's model on the fold, in the unit of the target. */
async function scoresOf(body: ModelBody, dataset: Dataset, { model, resolveFrom }: TrainingPlan) {
  const program = await openSession(body.onnx, body.card.engine as EngineName, [...resolveFrom]);
  try {
    const answers = new Model(model, null, body);
    return (await evaluate(answers, dataset, 'test', outputsOf(answers, program))).data.metrics;
  } finally {
    await program.dispose();
  }
}

/** The epoch with the smallest validation loss, from 1; without validation rows the last. */
function bestEpoch({ val_loss: losses, loss }: Readonly<Record<string, readonly number[]>>): number {
  return losses ? losses.lastIndexOf(Math.min(...losses)) + 1 : (loss?.length ?? 1);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and standard deviation (of a sample) of the metrics that every fold has. */
function summary(scores: readonly Readonly<Record<string, number>>[]): FoldScores['metrics'] {
  const names = Object.keys(scores[0]!).filter(name => scores.every(score => Number.isFinite(score[name])));
  return Object.fromEntries(
    names.map(name => {
      const values = scores.map(score => score[name]!);
      const mean = meanOf(values);
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [name, { mean, std: Math.sqrt(squares / (values.length - 1)) }];
    }),
  );
}
