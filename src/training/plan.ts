import { randomInt } from 'node:crypto';
import { choice, flag, integer, optionalInteger } from '../catalogue/arguments';
import { lossChoice } from '../catalogue/loss-choice';
import type { EngineName } from '../engine/engine';
import { badArgument } from '../errors';
import type { ColumnPipeline, NetworkSpec, OptimizerSpec, Pipeline } from '../spec';

import type { WeightArray } from '../values/model';

/** `balanced`: rows / (classes · rows of the class), as scikit-learn; or a factor per class name. */
export type ClassWeight = 'none' | 'balanced' | Readonly<Record<string, number>>;

export type FinalModel = 'refit' | 'ensemble';

/** Everything that a training needs besides the data. Plain JSON, except `initial`, whose numbers travel as bytes. */
export interface TrainingPlan {
  /** id of this run, in progress and status messages */
  readonly run: string;
  /** name of the resulting model */
  readonly model: string;
  readonly network: NetworkSpec;
  readonly optimizer: OptimizerSpec;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** end when the monitored loss has not improved for `patience` epochs, and restore the best weights */
  readonly earlyStopping: boolean;
  readonly patience: number;
  /**
   * use the weights of the epoch with the smallest monitored loss (of equal ones the last), without stopping early;
   * with `earlyStopping`, it only changes which of equal epochs is used
   */
  readonly restoreBestWeights?: boolean;
  /**
   * train this many networks with different initial weights, and combine them into one model (default 1); not for a
   * model that is trained further
   */
  readonly members?: number;
  /** number of folds of a cross-validation before the model is trained; default: none */
  readonly folds?: number;
  /**
   * after the folds, `refit`: a model of all rows outside of the test rows; `ensemble`: the mean of the folds' models
   */
  readonly finalModel?: FinalModel;
  /** divide the learning rate by 10 when the monitored loss stops improving */
  readonly reduceOnPlateau: boolean;
  /** keep some training rows in the model, for its explanations (default true) */
  readonly keepBackground?: boolean;
  readonly classWeight: ClassWeight;
  readonly seed: number;
  /** the seed was drawn, not given */
  readonly seedIsDrawn?: true;
  readonly engine: EngineName | 'auto';
  /** of ONNX Runtime; `auto`: as many as make the first steps fastest; default: 1 */
  readonly threads?: number | 'auto';
  /** folders to search for optional engines, userDir first */
  readonly resolveFrom: readonly string[];
  /** a loss for every output, `MeanSquaredError` or `Huber(delta=2)`, or `auto` */
  readonly loss: string;
  readonly metrics: 'auto' | readonly string[];
  /** initial weights by `layerId/weight`, to continue training */
  readonly initial?: Readonly<Record<string, WeightArray>>;
  /** the pipeline of the model that is trained further; default: the dataset's own */
  readonly pipeline?: Pipeline;
  /** what layers from stored models bring along */
  readonly pretrained?: PretrainedPlan;
}

/** Of layers that were taken from stored models. */
export interface PretrainedPlan {
  /** their weights there, by `pretrainedKey` */
  readonly weights: Readonly<Record<string, WeightArray>>;
  /** columns that reach them from an input are prepared as those models have learned to read them, in place of the dataset's */
  readonly columns: readonly ColumnPipeline[];
}

/** The progress of a training. Epoch and step count from 1. */
export interface Progress {
  readonly run: string;
  readonly model: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  /** of the epoch so far; those with `val_` at its end */
  readonly metrics: Readonly<Record<string, number>>;
  readonly secondsLeft: number;
  /** the epoch of the checkpoint from which it resumed, if it was interrupted */
  readonly resumedFrom?: number;
  /** in cross-validation: the fold that is being trained, from 1; absent for the final model */
  readonly fold?: number;
  readonly folds?: number;
  /** that compute a step together, if there are several */
  readonly threads?: number;
  /** true in the last message of an epoch, whose metrics are final */
  readonly epochEnd: boolean;
}

export const MOST_FOLDS = 50;

/** The settings of a training, as forms and messages give them. */
export const planArguments = {
  epochs: integer({ min: 1, default: 10 }),
  batchSize: integer({ min: 1, default: 32 }),
  shuffle: flag(true),
  earlyStopping: flag(false),
  patience: integer({ min: 1, default: 10 }),
  restoreBestWeights: flag(false),
  members: integer({ min: 1, max: 64, default: 1 }),
  folds: optionalInteger({ min: 2, max: MOST_FOLDS }),
  finalModel: choice(['refit', 'ensemble'], 'refit'),
  reduceOnPlateau: flag(false),
  keepBackground: flag(true),
  seed: integer({ min: 0, max: 2 ** 31 - 1, default: 0 }),
  engine: choice(['auto', 'onnx', 'wasm', 'tfjs-node', 'tfjs-cpu'], 'auto'),
};

export interface PlanInput
  extends Pick<TrainingPlan, 'run' | 'model' | 'network' | 'optimizer'>,
    Partial<Pick<TrainingPlan, 'resolveFrom' | 'threads' | 'initial' | 'pipeline' | 'pretrained'>> {
  /** the rest as in forms and messages: strings, numbers, blanks */
  readonly [setting: string]: unknown;
}

/**
 * Checks a plan from form fields. Blank settings get their defaults; a blank seed is drawn and recorded. Throws a
 * TensorwireError that names the setting, what was expected and what came.
 */
export function checkPlan(raw: PlanInput): TrainingPlan {
  const value = <K extends keyof typeof planArguments>(name: K) => {
    const given = raw[name];
    const argument = planArguments[name];
    return given === undefined || given === null || given === '' ? argument.default : argument.parse(given, name);
  };
  const folds = value('folds') as number | null;
  const blankSeed = raw.seed === undefined || raw.seed === null || raw.seed === '';
  return {
    run: raw.run,
    model: raw.model,
    network: raw.network,
    optimizer: raw.optimizer,
    epochs: value('epochs') as number,
    batchSize: value('batchSize') as number,
    shuffle: value('shuffle') as boolean,
    earlyStopping: value('earlyStopping') as boolean,
    patience: value('patience') as number,
    restoreBestWeights: value('restoreBestWeights') as boolean,
    members: value('members') as number,
    ...(folds !== null && { folds, finalModel: value('finalModel') as FinalModel }),
    reduceOnPlateau: value('reduceOnPlateau') as boolean,
    keepBackground: value('keepBackground') as boolean,
    classWeight: classWeight(raw.classWeight),
    seed: blankSeed ? drawSeed() : (value('seed') as number),
    ...(blankSeed && { seedIsDrawn: true }),
    engine: value('engine') as TrainingPlan['engine'],
    resolveFrom: raw.resolveFrom ?? [],
    ...(raw.threads && { threads: raw.threads }),
    loss: loss(raw.loss),
    metrics: metrics(raw.metrics),
    ...(raw.initial && { initial: raw.initial }),
    ...(raw.pipeline && { pipeline: raw.pipeline }),
    ...(raw.pretrained && { pretrained: raw.pretrained }),
  };
}

const drawSeed = (): number => randomInt(2 ** 31 - 1);

/** The seed of one training: the given one, else one drawn for it. */
export const seedFor = ({ seed, seedIsDrawn }: Pick<TrainingPlan, 'seed' | 'seedIsDrawn'>): number =>
  seedIsDrawn ? drawSeed() : seed;

function loss(value: unknown): string {
  const isAutomatic = value === undefined || value === null || value === '' || value === 'auto';
  return isAutomatic ? 'auto' : lossChoice(value).text;
}

function classWeight(value: unknown): ClassWeight {
  if (value === undefined || value === null || value === '' || value === 'none' || value === false) return 'none';
  if (value === 'balanced' || value === true) return 'balanced';
  if (typeof value === 'object' && !Array.isArray(value)) {
    const wrong = Object.entries(value).find(([, w]) => typeof w !== 'number' || !Number.isFinite(w) || w < 0);
    if (wrong) throw badArgument(`classWeight of ${wrong[0]}`, 'a number of at least 0', wrong[1]);
    return value as Record<string, number>;
  }
  throw badArgument('classWeight', 'none, balanced, or one number for each class', value);
}

function metrics(value: unknown): TrainingPlan['metrics'] {
  if (value === undefined || value === null || value === '' || value === 'auto') return 'auto';
  const list = typeof value === 'string' ? value.split(',').map(s => s.trim()) : value;
  if (Array.isArray(list) && list.every(m => typeof m === 'string')) return list.length > 0 ? list : 'auto';
  throw badArgument('metrics', 'auto or a list of metric names', value);
}
