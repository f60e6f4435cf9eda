import type { Engine } from '../engine/engine';
import { buildForward, ensembleOf, memberLayer, prunePipeline, withReachableTargets } from '../network';
import type { Feeds, NetworkSpec } from '../spec';
import type { Dataset } from '../values/dataset';
import type { ModelBody, WeightArray } from '../values/model';
import type { TrainingPlan } from './plan';
import { prepare } from './prepared';
import { withPretrainedColumns } from './pretrained';
import { makeModel } from './result';
import { objectives } from './step/objective';
import { float32 } from './step/packing';

/** The network that a fold trained, as part of an ensemble. */
export interface FoldMember {
  readonly network: NetworkSpec;
  readonly weights: Feeds;
  readonly metrics: Readonly<Record<string, number>>;
  readonly history: Readonly<Record<string, readonly number[]>>;
}

export const foldMember = ({ network, weights, card }: ModelBody): FoldMember => ({
  network,
  weights: Object.fromEntries(Object.entries(weights).map(([key, { data, shape }]) => [key, float32(data, shape)])),
  metrics: card.metrics,
  history: card.history,
});

/**
 * One model whose answer is the mean of the folds' models. They have learned from rows that the same pipeline prepared,
 * that of `whole`. Its metrics and history are means over the folds, the history up to the epoch that all of them reached.
 */
export function ensembleOfFolds(
  plan: TrainingPlan,
  members: readonly FoldMember[],
  whole: Dataset,
  engine: Engine,
): ModelBody {
  const network = ensembleOf(members.map(member => member.network));
  const prepared = withPretrainedColumns(whole.pipeline, plan.pretrained);
  const pipeline = prunePipeline(withReachableTargets(prepared, network), network);
  const weights: Record<string, WeightArray> = {};
  for (const [i, member] of members.entries())
    for (const [key, { data, shape }] of Object.entries(member.weights)) {
      const [layer, name] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/'))];
      weights[memberLayer(layer, i) + name] = { data: data as Float32Array, shape };
    }
  const job = {
    ...prepare(plan, whole),
    ...{ network, pipeline, objectives: objectives(network, pipeline), branches: 1 },
    weights: buildForward(network, { training: false }).weights,
  };
  return makeModel(job, engine, whole, {
    weights,
    metrics: inAll(members.map(({ metrics }) => metrics)),
    history: meanHistory(members.map(({ history }) => history)),
    calibration: null,
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const namesInAll = (all: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  Object.keys(all[0]!).filter(name => all.every(one => name in one));

const inAll = (all: readonly FoldMember['metrics'][]): FoldMember['metrics'] =>
  Object.fromEntries(namesInAll(all).map(name => [name, mean(all.map(one => one[name]!))]));

function meanHistory(all: readonly FoldMember['history'][]): FoldMember['history'] {
  return Object.fromEntries(
    namesInAll(all).map(name => {
      const epochs = Math.min(...all.map(one => one[name]!.length));
      return [name, Array.from({ length: epochs }, (_, epoch) => mean(all.map(one => one[name]![epoch]!)))];
    }),
  );
}
