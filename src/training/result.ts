import { drawBackground } from '../data';
import type { Engine } from '../engine/engine';
import { elements } from '../shape';
import type { Calibration, ModelCard } from '../spec';

import type { Dataset } from '../values/dataset';
import { ModelBody, type WeightArray } from '../values/model';
import { share } from '../values/value';
import { version } from '../version';
import { describeFile, writeInference } from './inference-file';
import type { Prepared } from './prepared';

interface Learned {
  readonly weights: Readonly<Record<string, WeightArray>>;
  /** of the epoch that the weights are from */
  readonly metrics: Readonly<Record<string, number>>;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly calibration: Calibration | null;
  /** indices of the branches that the validation rows chose, and their number before */
  readonly branches?: readonly number[];
  readonly among?: number;
}

/** The trained network with everything needed to use and evaluate it. */
export function makeModel(job: Prepared, engine: Engine, dataset: Dataset, learned: Learned): ModelBody {
  const { plan, objectives, network, pipeline } = job;
  const { sampleWeight } = dataset.body;
  const weights = Object.fromEntries(
    Object.entries(learned.weights).map(([key, w]) => [key, { shape: w.shape, data: share(w.data) }]),
  );
  const background = plan.keepBackground === false ? null : drawBackground(dataset, pipeline, plan.seed);
  const card: ModelCard = {
    task: objectives[0]?.task ?? null,
    targets: objectives.flatMap(o => o.targets.map(t => t.name)),
    parameters: job.weights.reduce((sum, w) => sum + elements(w.spec.shape), 0),
    engine: engine.name,
    metrics: learned.metrics,
    history: learned.history,
    ...chosenOf(job, learned),
    settings: { ...settings(job), ...(sampleWeight !== undefined && { sampleWeight }) },
    data: { fingerprint: dataset.body.fingerprint, rows: job.train.rows, source: dataset.body.source },
    ...(background && { background: background.rows }),
    seed: plan.seed,
    created: new Date().toISOString(),
    versions: { tensorwire: version, node: process.versions.node },
  };
  const onnx = writeInference(network, learned.weights, describeFile(plan.model, network, objectives, pipeline));
  return new ModelBody(card, network, weights, pipeline, onnx, background, learned.calibration);
}

/** Their names, if all branches come from one recipe. */
function chosenOf({ plan }: Prepared, { branches, among }: Learned): Pick<ModelCard, 'chosen'> {
  const names = plan.network.recipe?.found?.branches;
  return names && branches && names.length === among ? { chosen: branches.map(branch => names[branch]!) } : {};
}

function settings({ plan, optimizer, objectives }: Prepared): Record<string, unknown> {
  const { args, schedule } = optimizer;
  const rate = schedule && { schedule: { className: schedule.className, args: schedule.args } };
  return {
    optimizer: { ...plan.optimizer, args, ...rate },
    loss: objectives.map(o => o.loss.text),
    metrics: objectives.map(o => o.metrics.map(m => m.key)),
    epochs: plan.epochs,
    batchSize: plan.batchSize,
    shuffle: plan.shuffle,
    earlyStopping: plan.earlyStopping,
    patience: plan.patience,
    restoreBestWeights: plan.restoreBestWeights,
    reduceOnPlateau: plan.reduceOnPlateau,
    classWeight: plan.classWeight,
    // a model that is trained further keeps its number of members
    ...(!plan.initial && { members: plan.members }),
  };
}
