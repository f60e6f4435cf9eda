import { metrics } from '../catalogue';
import type { Mask, MetricEntry } from '../catalogue/entry';
import { type LossChoice, lossChoice } from '../catalogue/loss-choice';
import { badArgument } from '../errors';
import { add, div, type GraphNode, maximum, mean, mul, sum } from '../graph';
import { resolveInputs, resolveOutputs } from '../network';
import type { NetworkSpec, Pipeline, TargetPipeline, Task } from '../spec';

import type { TrainingPlan } from './plan';
import { inShares, inUnits, largestUnit } from './units';

/** What one output of the network is trained for, with its catalogue entries. */
export interface Objective {
  /** the target columns; stands before its metrics where there are several outputs, `species_accuracy` */
  readonly name: string;
  readonly task: Task;
  readonly targets: readonly TargetPipeline[];
  readonly loss: LossChoice;
  readonly metrics: readonly MetricEntry[];
}

/**
 * The network with everything filled in that data and plan decide: shapes, last layers, tasks, losses, metrics.
 * Metrics that the plan names go to the outputs that they judge; one that suits none is an error.
 */
export function resolveNetwork(
  spec: NetworkSpec,
  pipeline: Pipeline,
  plan: Pick<TrainingPlan, 'loss' | 'metrics'>,
): NetworkSpec {
  const open = resolveInputs(spec, pipeline);
  const ends = open.outputs.length > 0 ? open.outputs : open.heads.map(call => ({ call }));
  const withLoss = plan.loss === 'auto' ? ends : ends.map(output => ({ ...output, loss: plan.loss }));
  const resolved = resolveOutputs({ ...open, outputs: withLoss }, pipeline);
  // From here on a layer that a node has made is one as any other: nothing follows another choice any more.
  const network = { ...resolved, outputs: resolved.outputs.map(({ appended, ...output }) => output) };
  const wanted = plan.metrics;
  if (wanted === 'auto') return network;
  const outputs = network.outputs.map(output => ({
    ...output,
    metrics: wanted.filter(key => metrics[key]?.judges === (output.task === 'regression' ? 'numbers' : 'classes')),
  }));
  for (const key of wanted)
    if (!outputs.some(output => output.metrics.includes(key))) {
      const judges = outputs.map(o => (o.task === 'regression' ? 'numbers' : 'classes'));
      const known = Object.values(metrics).filter(m => judges.includes(m.judges));
      throw badArgument('train', 'metrics', `of ${known.map(m => m.key).join(', ')}`, key);
    }
  return { ...network, outputs };
}

/** One objective for each output of a resolved network. */
export const objectives = (network: NetworkSpec, pipeline: Pipeline): readonly Objective[] =>
  network.outputs.map(({ target, task, loss, metrics: keys }) => {
    const targets = target!.map(name => pipeline.targets.find(t => t.name === name)!);
    return {
      name: target!.join('_'),
      task: task!,
      targets,
      loss: lossChoice(loss, 'train'),
      metrics: keys!.map(key => metrics[key]!),
    };
  });

/** Names of what a step or a validation puts out for the objective at this place. */
export const lossOutput = (place: number): string => `loss_${place}`;
export const metricOutput = (place: number, metric: MetricEntry): string => `metric_${place}_${metric.key}`;

/**
 * The loss to be made small, a scalar, and all that is reported of it.
 * Each output's loss is the mean over the batch of its rows' losses, times their weights; the total adds the penalties,
 * as in keras.Model.compile(loss=…). Members of an ensemble are made right each by itself: `total` is the sum of their losses,
 * and what is reported is the mean. Metrics are those of the ensemble.
 */
export function assess(
  all: readonly Objective[],
  given: {
    readonly predictions: readonly GraphNode[];
    /** of predictions that are means of members: theirs, each of which is trained by itself */
    readonly members?: readonly (readonly GraphNode[])[];
    readonly targets: readonly GraphNode[];
    /** float32 [N] each, or undefined */
    readonly weights: readonly (GraphNode | undefined)[];
    /** of the predictions, float32 [N] each, or null: rows that are not there do not count */
    readonly masks: readonly Mask[];
    readonly penalties: readonly GraphNode[];
  },
): { total: GraphNode; outputs: Record<string, GraphNode> } {
  const outputs: Record<string, GraphNode> = {};
  const count = given.members?.[0]?.length ?? 1;
  const shared = (sum: GraphNode): GraphNode => (count > 1 ? div(sum, count) : sum);
  const parts = all.map((objective, i) => {
    const [prediction, target, weight] = [given.predictions[i]!, given.targets[i]!, given.weights[i]];
    for (const metric of objective.metrics) {
      const told = (x: GraphNode): GraphNode => toldTo(metric, objective, x);
      outputs[metricOutput(i, metric)] = metric.partials(told(target), told(prediction), objective.loss.entry.target);
    }
    const { loss: chosen } = objective;
    const seen = (x: GraphNode): GraphNode => (chosen.entry.ownUnit ? inUnits(objective.targets, x) : x);
    const losses = (given.members?.[i] ?? [prediction]).map(member => {
      const rows = chosen.call(seen(target), seen(member));
      return meanOver(weight ? mul(rows, weight) : rows, given.masks[i] ?? null);
    });
    const loss = losses.reduce((a, b) => add(a, b));
    if (all.length > 1) outputs[lossOutput(i)] = shared(loss);
    return loss;
  });
  const total = [...parts, ...given.penalties].reduce((a, b) => add(a, b));
  outputs.loss = shared(total);
  return { total, outputs };
}

/** The mean over the rows that are there. Source: keras.losses.Loss, apply_mask. */
const meanOver = (rows: GraphNode, mask: Mask): GraphNode =>
  mask ? div(sum(mul(rows, mask)), maximum(sum(mask), 1)) : mean(rows);

/** Numbers as a metric is told them; classes have no unit. */
function toldTo({ judges, scaleFree, ofDifferences }: MetricEntry, { targets }: Objective, x: GraphNode): GraphNode {
  if (judges === 'classes' || scaleFree) return x;
  return ofDifferences ? inShares(targets, x) : inUnits(targets, x);
}

/** What a metric is, from the sums of its partials, in float64. */
export function resultOf(metric: MetricEntry, { targets }: Objective, sums: Float64Array): number {
  return metric.result(sums) * (metric.ofDifferences ? largestUnit(targets) : 1);
}
