import { type GraphNode, input, inputName, type Pass, runPasses, scoped } from '../../graph';
import { buildForward, type Forward, type ForwardOptions } from '../../network';
import type { Rows } from '../batches';
import type { Prepared, Table } from '../prepared';
import { assess } from './objective';
import type { Packing } from './packing';

/** The forward pass in training and its loss, before the gradient is taken. */
export interface Loss extends Forwards {
  readonly fed: Feeders;
}

interface LossOptions extends Pick<ForwardOptions, 'draw'> {
  /** of the step's random numbers */
  readonly key: GraphNode;
  /** applied before the gradient is taken; which ones pay off depends on the engine (`rewritesFor`) */
  readonly rewrites: readonly Pass[];
}

/** The loss of a batch, with all results that are reported. */
export function lossOf(job: Prepared, packing: Packing, { rewrites, ...options }: LossOptions): Loss {
  const forward = buildForward(job.network, { training: true, weights: packing.nodes, ...options });
  const fed = feeders(job.train, forward.inputs);
  const assessed = scoped('loss', () =>
    assess(job.objectives, {
      ...fed,
      predictions: forward.outputs,
      members: forward.members,
      masks: forward.masks,
      penalties: forward.penalties,
      plainLoss: job.plainLoss,
    }),
  );
  return { fed, ...rewritten({ ...assessed, updates: forward.updates }, rewrites) };
}

type Forwards = Pick<ReturnType<typeof assess>, 'total' | 'outputs'> & Pick<Forward, 'updates'>;

function rewritten({ total, outputs, updates }: Forwards, rewrites: readonly Pass[]): Forwards {
  const [names, keys] = [Object.keys(outputs), updates.map(([key]) => key)];
  const all = [total, ...Object.values(outputs), ...updates.map(([, node]) => node)];
  const [first, ...rest] = runPasses(all, rewrites);
  return {
    total: first!,
    outputs: Object.fromEntries(names.map((name, i) => [name, rest[i]!])),
    updates: keys.map((key, i) => [key, rest[names.length + i]!]),
  };
}

/** The inputs of a step or validation that have rows. */
export interface Feeders {
  readonly features: Readonly<Record<string, GraphNode>>;
  readonly targets: readonly GraphNode[];
  readonly weights: readonly (GraphNode | undefined)[];
  readonly all: readonly GraphNode[];
}

export function feeders(table: Table, features: Readonly<Record<string, GraphNode>>): Feeders {
  const like = (name: string, rows: Rows): GraphNode =>
    input(name, ['N', ...rows.shape.slice(1)], rows.data instanceof Int32Array ? 'int32' : 'float32');
  const targets = table.targets.map((rows, i) => like(`target_${i}`, rows));
  const weights = table.weights.map((rows, i) => rows && like(`weight_${i}`, rows));
  return { features, targets, weights, all: [...Object.values(features), ...targets, ...weights.filter(w => !!w)] };
}

/** The rows of a table by the names of the inputs that read them. */
export function named(fed: Feeders, table: Table, read: (node: GraphNode) => boolean): Record<string, Rows> {
  const pairs = [
    ...Object.entries(fed.features).map(([id, node]) => [node, table.features[id]] as const),
    ...fed.targets.map((node, i) => [node, table.targets[i]] as const),
    ...fed.weights.map((node, i) => [node, table.weights[i]] as const),
  ];
  const found: Record<string, Rows> = {};
  for (const [node, rows] of pairs) if (node && rows && read(node)) found[inputName(node)] = rows;
  return found;
}
