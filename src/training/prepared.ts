import { encodeFeatures, encodeShared, encodeSharedTarget } from '../data';
import { about, TensorwireError } from '../errors';
import { multiplyAdds } from '../graph';
import { buildForward, isInput, memberOfLayers, prunePipeline, withMembers, withReachableTargets } from '../network';
import { elements } from '../shape';
import type { Column, Encoded, InputArgs, NetworkSpec, Pipeline } from '../spec';

import type { Dataset } from '../values/dataset';
import type { Rows } from './batches';
import { countBranches, haveOwnWeights } from './branches';
import type { TrainingPlan } from './plan';
import { withPretrainedColumns } from './pretrained';
import { type Objective, objectives, resolveNetwork } from './step/objective';
import { type ResolvedOptimizer, resolveOptimizer } from './step/optimizer';
import type { NamedWeight } from './step/packing';
import { ratesOf } from './step/rates';
import { checkRate } from './step/schedule';
import { rowWeights, sampleWeights } from './weighting';

/** A plan with everything looked up and every row encoded: the input of the step and the loop. */
export interface Prepared {
  readonly plan: TrainingPlan;
  readonly pipeline: Pipeline;
  /** with shapes, tasks, losses and metrics filled in */
  readonly network: NetworkSpec;
  readonly weights: readonly NamedWeight[];
  readonly objectives: readonly Objective[];
  readonly optimizer: ResolvedOptimizer;
  readonly train: Table;
  readonly validation: Table | null;
  readonly batchSize: number;
  /**
   * the number of branches among which the validation rows choose; 1: no choice. Member m belongs to branch m mod
   * branches
   */
  readonly branches: number;
  /** reported losses are without penalties: branches with different ones are compared by what they answer */
  readonly plainLoss: boolean;
  /** of the forward pass of one step; each of the two gradients needs about as many */
  readonly multiplyAdds: number;
}

/** A smaller last batch is also a step. */
export const stepsInEpoch = ({ train, batchSize }: Prepared): number => Math.ceil(train.rows / batchSize);

/** Encoded rows of one split. */
export interface Table {
  readonly rows: number;
  /** by input layer id */
  readonly features: Readonly<Record<string, Rows>>;
  /** one for each objective */
  readonly targets: readonly Rows[];
  /** one for each objective: float32 [rows], or undefined */
  readonly weights: readonly (Rows | undefined)[];
}

export function prepare(plan: TrainingPlan, dataset: Dataset): Prepared {
  about('train', () => checkRate(plan));
  const whole = plan.pipeline ?? withPretrainedColumns(dataset.pipeline, plan.pretrained);
  const once = resolveNetwork(plan.network, whole, plan);
  const network = withMembers(once, plan.initial ? 1 : (plan.members ?? 1));
  // The pipeline of a model that is trained further already matches its network.
  const pipeline = prunePipeline(plan.pipeline ? whole : withReachableTargets(whole, network), network);
  const goals = objectives(network, pipeline);
  const trainRows = dataset.indices('train');
  if (trainRows.length === 0) throw new TensorwireError('train', 'the dataset has no training rows', { rows: 0 });
  const validationRows = dataset.indices('validation');
  const encode = encoder(network, pipeline, goals, dataset);
  const optimizer = about(plan.optimizer.className, () => resolveOptimizer(plan.optimizer));
  const { length } = trainRows;
  const batchSize = optimizer.entry.fullBatch ? length : Math.min(plan.batchSize, length);
  const forward = buildForward(network, { training: false });
  const rates = ratesOf(plan.optimizer, forward.weights, network.layers);
  const chooses = plan.restoreBestWeights && !plan.initial && validationRows.length > 0;
  const branches = chooses && haveOwnWeights(network, forward.weights) ? countBranches(once) : 1;
  const members = optimizer.clipping?.by === 'globalNorm' || branches > 1 ? memberOfLayers(network) : null;
  return {
    plan,
    pipeline,
    network,
    weights: forward.weights.map(weight => ({
      ...weight,
      ...rates(weight),
      ...(members && { part: members.get(layerOf(weight)) }),
    })),
    branches,
    plainLoss: branches > 1,
    objectives: goals,
    optimizer,
    batchSize,
    multiplyAdds: 3 * batchSize * multiplyAdds(forward.outputs),
    train: encode(trainRows, rowWeights(plan.classWeight, goals, dataset, trainRows)),
    validation:
      validationRows.length > 0
        ? encode(
            validationRows,
            goals.map(() => sampleWeights(dataset, validationRows)),
          )
        : null,
  };
}

/** Rows of a dataset as a network that has been trained takes them, with what is to be predicted. */
export function tableFor(
  network: NetworkSpec,
  pipeline: Pipeline,
  dataset: Dataset,
  rows: Int32Array,
): Pick<Prepared, 'objectives'> & { readonly table: Table } {
  const goals = objectives(network, pipeline);
  return {
    objectives: goals,
    table: encoder(
      network,
      pipeline,
      goals,
      dataset,
    )(
      rows,
      goals.map(() => undefined),
    ),
  };
}

/** The inputs of a network for rows of columns that are no dataset. */
export const featuresFor = (
  network: NetworkSpec,
  pipeline: Pipeline,
  columns: readonly Column[],
  rows: Int32Array,
): Table['features'] =>
  Object.fromEntries(
    network.layers
      .filter(isInput)
      .map(({ id, args }) => [
        id,
        arranged(encodeFeatures(pipeline, args.columns, columns, rows, args.encoding), args),
      ]),
  );

const layerOf = ({ key }: NamedWeight): string => key.slice(0, key.indexOf('/'));

function encoder(network: NetworkSpec, pipeline: Pipeline, goals: readonly Objective[], dataset: Dataset) {
  const inputs = network.layers.filter(isInput);
  return (rows: Int32Array, weights: Table['weights']): Table => ({
    rows: rows.length,
    features: Object.fromEntries(
      inputs.map(({ id, args }) => [
        id,
        arranged(encodeShared(pipeline, args.columns, dataset, rows, args.encoding), args),
      ]),
    ),
    targets: goals.map(goal =>
      concatenated(goal.targets.map(t => encodeSharedTarget(t, goal.loss.entry.target, dataset, rows))),
    ),
    weights,
  });
}

/** An input may rearrange the numbers of its columns (784 as 28 × 28), and convert them to whole numbers. */
function arranged({ data, shape, starts }: Encoded, input: InputArgs): Rows {
  const whole = input.dtype === 'int32' && !(data instanceof Int32Array);
  return { data: whole ? Int32Array.from(data) : data, shape: [shape[0]!, ...input.shape!], ...(starts && { starts }) };
}

/** Joins several number targets of one output: [rows, 1] each → [rows, targets]. */
function concatenated(parts: readonly Encoded[]): Encoded {
  const [first] = parts;
  if (!first || parts.length === 1) return first!;
  const rows = first.shape[0]!;
  const widths = parts.map(p => elements(p.shape.slice(1)));
  const width = widths.reduce((a, b) => a + b, 0);
  const data = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    let at = row * width;
    parts.forEach((part, i) => {
      const from = part.starts === undefined ? row * widths[i]! : part.starts[row]!;
      data.set(part.data.subarray(from, from + widths[i]!), at);
      at += widths[i]!;
    });
  }
  return { data, shape: [rows, width] };
}
