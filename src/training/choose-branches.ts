import type { Engine } from '../engine/engine';
import { onlyMembers, prunePipeline } from '../network';
import type { WeightArray } from '../values/model';
import { subsetsOf } from './branches';
import type { Prepared, Table } from './prepared';
import { packWeights } from './step/packing';
import { layoutOf } from './step/step';
import { compileValidation, type Measured } from './validation';

/** A subset with more branches counts as equally good if its loss is larger by no more than this share. */
const AS_GOOD = 0.01;

/** The choice of the validation rows: a smaller job, with its weights and metrics. */
export interface Choice {
  readonly job: Prepared;
  readonly weights: Readonly<Record<string, WeightArray>>;
  /** `val_loss`, …; of fewer branches than were trained also `loss`, … on the training rows */
  readonly metrics: Readonly<Record<string, number>>;
  /** indices of the branches */
  readonly branches: readonly number[];
  /** the number of branches to choose from */
  readonly among: number;
}

/**
 * The branches whose mean has the smallest loss on the validation rows; of equally good subsets, the one with most
 * branches.
 */
export async function chooseBranches(job: Prepared, engine: Engine, weights: Choice['weights']): Promise<Choice> {
  const subsets = subsetsOf(job.branches);
  const { losses } = await measured(job, job.validation!, engine, weights, subsets);
  const least = Math.min(...losses);
  const good = subsets.filter((_, i) => losses[i]! <= least + AS_GOOD * Math.abs(least));
  const most = Math.max(...good.map(({ length }) => length));
  const lossOf = (subset: readonly number[]): number => losses[subsets.indexOf(subset)]!;
  const [branches] = good.filter(({ length }) => length === most).sort((a, b) => lossOf(a) - lossOf(b)) as [number[]];
  const chosen = branches.length === job.branches ? job : reduced(job, branches);
  const kept = Object.fromEntries(chosen.weights.map(({ key }) => [key, weights[key]!]));
  const { metrics } = await measured(chosen, job.validation!, engine, kept);
  const learned = chosen === job ? {} : onTraining((await measured(chosen, job.train, engine, kept)).metrics);
  return { job: chosen, weights: kept, branches, among: job.branches, metrics: { ...learned, ...metrics } };
}

/** The metrics of training rows: those that were counted while training are of all branches. */
const onTraining = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name.replace(/^val_/, ''), value]));

function reduced(job: Prepared, branches: readonly number[]): Prepared {
  const network = onlyMembers(job.network, member => branches.includes(member % job.branches));
  const layers = new Set(network.layers.map(({ id }) => id));
  return {
    ...job,
    network,
    branches: 1,
    pipeline: prunePipeline(job.pipeline, network),
    weights: job.weights.filter(({ key }) => layers.has(key.slice(0, key.indexOf('/')))),
  };
}

async function measured(
  job: Prepared,
  table: Table,
  engine: Engine,
  weights: Choice['weights'],
  subsets: readonly (readonly number[])[] = [],
): Promise<Measured> {
  const validation = await compileValidation(job, table, engine, subsets);
  try {
    return await validation.measure(packWeights(job.weights, layoutOf(job)).pack(weights));
  } finally {
    await validation.dispose();
  }
}
