import { metrics } from '../../catalogue';
import type { Mask, MetricEntry } from '../../catalogue/entry';
import { type LossChoice, lossChoice } from '../../catalogue/loss-choice';
import { about, badArgument } from '../../errors';
import { add, div, type GraphNode, maximum, mean, mul, sum } from '../../graph';
import { asMembers, recipeEnded, resolveInputs, resolveOutputs } from '../../network';
import type { NetworkSpec, Pipeline, TargetPipeline, Task } from '../../spec';

import type { TrainingPlan } from '../plan';
import { inShares, inUnits, largestUnit } from './units';

/** The training objective of one output of the network, with its catalogue entries. */
export interface Objective {
  /** the target columns; the prefix of its metrics if there are several outputs, `species_accuracy` */
  readonly name: string;
  readonly task: Task;
  readonly targets: readonly TargetPipeline[];
  readonly loss: LossChoice;
  readonly metrics: readonly MetricEntry[];
}

/**
 * The network with everything that depends on data and plan: shapes, last layers, tasks, losses, metrics. The plan's
 * metrics go to the outputs that they suit; a metric that suits none is an error. Several outputs for one target are an
 * ensemble: each is trained by itself, and the answer is their mean.
 */
export function resolveNetwork(
  spec: NetworkSpec,
  pipeline: Pipeline,
  plan: Pick<TrainingPlan, 'loss' | 'metrics'>,
): NetworkSpec {
  const open = resolveInputs(recipeEnded(spec, pipeline), pipeline);
  const ends = open.outputs.length > 0 ? open.outputs : open.heads.map(call => ({ call }));
  const withLoss = plan.loss === 'auto' ? ends : ends.map(output => ({ ...output, loss: plan.loss }));
  const resolved = resolveOutputs({ ...open, outputs: withLoss }, pipeline);
  // From here on, an appended layer is like any other: it no longer depends on the loss.
  const { layers, calls, heads, outputs, path } = asMembers(resolved);
  const network = { layers, calls, heads, outputs: outputs.map(({ appended, ...output }) => output), path };
  const wanted = plan.metrics;
  if (wanted === 'auto') return network;
  const asked = network.outputs.map(output => ({
    ...output,
    metrics: wanted.filter(key => metrics[key]?.judges === (output.task === 'regression' ? 'numbers' : 'classes')),
  }));
  for (const key of wanted)
    if (!asked.some(output => output.metrics.includes(key))) {
      const judges = asked.map(o => (o.task === 'regression' ? 'numbers' : 'classes'));
      const known = Object.values(metrics).filter(m => judges.includes(m.judges));
      throw badArgument('metrics', `of ${known.map(m => m.key).join(', ')}`, key).about('train');
    }
  return { ...network, outputs: asked };
}

/** One objective for each output of a resolved network. */
export const objectives = (network: NetworkSpec, pipeline: Pipeline): readonly Objective[] =>
  network.outputs.map(({ target, task, loss, metrics: keys }) => {
    const targets = target!.map(name => pipeline.targets.find(t => t.name === name)!);
    return {
      name: target!.join('_'),
      task: task!,
      targets,
      loss: lossChoice(loss),
      metrics: keys!.map(key => metrics[key]!),
    };
  });

/** Output names of a step or a validation for the objective at this position. */
export const lossOutput = (place: number): string => `loss_${place}`;
export const metricOutput = (place: number, metric: MetricEntry): string => `metric_${place}_${metric.key}`;

/**
 * The loss to minimize, a scalar, and all reported values. Each output's loss is the mean over the batch of its rows'
 * losses times their weights; the total adds the penalties, as in keras.Model.compile(loss=…). Members of an ensemble
 * are trained separately: `total` is the sum of their losses, and the reported loss is the mean. Metrics are those of
 * the ensemble. `plainLoss`: the reported loss is without the penalties.
 */
export function assess(
  all: readonly Objective[],
  given: {
    readonly predictions: readonly GraphNode[];
    /** for predictions that are means of an ensemble: those of its members, which are trained separately */
    readonly members?: readonly (readonly GraphNode[])[];
    readonly targets: readonly GraphNode[];
    /** float32 [N] each, or undefined */
    readonly weights: readonly (GraphNode | undefined)[];
    /** masks of the predictions, float32 [N] each, or null: masked rows do not count */
    readonly masks: readonly Mask[];
    readonly penalties: readonly GraphNode[];
    readonly plainLoss: boolean;
  },
): { total: GraphNode; outputs: Record<string, GraphNode> } {
  const outputs: Record<string, GraphNode> = {};
  const count = given.members?.[0]?.length ?? 1;
  const shared = (sum: GraphNode): GraphNode => (count > 1 ? div(sum, count) : sum);
  const parts = all.map((objective, i) => {
    const [prediction, target, weight] = [given.predictions[i]!, given.targets[i]!, given.weights[i]];
    const { distribution } = objective.loss.entry;
    const point = distribution ? distribution.point(prediction, objective.loss.args) : prediction;
    for (const metric of objective.metrics) {
      const judged = (x: GraphNode): GraphNode => asJudged(metric, objective, x);
      outputs[metricOutput(i, metric)] = about(metric.key, () =>
        metric.partials(judged(target), judged(point), objective.loss.entry.target),
      );
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
  const plain = parts.reduce((a, b) => add(a, b));
  const total = given.penalties.reduce((a, b) => add(a, b), plain);
  outputs.loss = shared(given.plainLoss ? plain : total);
  return { total, outputs };
}

/** The mean over unmasked rows. Source: keras.losses.Loss, apply_mask. */
const meanOver = (rows: GraphNode, mask: Mask): GraphNode =>
  mask ? div(sum(mul(rows, mask)), maximum(sum(mask), 1)) : mean(rows);

/** Numbers in the unit that the metric needs; classes have no unit. */
function asJudged({ judges, scaleFree, ofDifferences }: MetricEntry, { targets }: Objective, x: GraphNode): GraphNode {
  if (judges === 'classes' || scaleFree) return x;
  return ofDifferences ? inShares(targets, x) : inUnits(targets, x);
}

/** The value of a metric, from the sums of its partials, in float64. */
export function resultOf(metric: MetricEntry, { targets }: Objective, sums: Float64Array): number {
  return metric.result(sums) * (metric.ofDifferences ? largestUnit(targets) : 1);
}
