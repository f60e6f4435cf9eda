import type { Feeds, HostTensor } from '../engine/engine';
import {
  constant,
  div,
  fresh,
  type Graph,
  type GraphNode,
  gradient,
  inferenceRewrites,
  input,
  inTurn,
  maximum,
  minimum,
  mul,
  type Rewrite,
  rewrite,
  type StepGraph,
  scoped,
  sqrt,
  square,
  sum,
  topological,
} from '../graph';
import { buildForward, type Forward } from '../network';
import type { WeightArray } from '../values/model';
import type { Rows } from './batches';
import type { Job, ResolvedOptimizer, Table } from './job';
import { assess } from './objective';
import { elements, float32, type Layout, type Packing, packWeights } from './packing';

/** What changes from step to step: float32 except `key`, int32. */
export const LEARNING_RATE = 'learningRate';
export const STEP = 'step';
export const KEY = 'key';

/** A training step as a graph, and how weights go into its state and come out again. */
export interface TrainingStep {
  readonly graph: StepGraph;
  /** weights → state before the first step; the optimizer's slots have the values that it starts with */
  begin(weights: Readonly<Record<string, WeightArray>>): Feeds;
  /** state → weights, by `layerId/weight` */
  end(state: Feeds): Record<string, WeightArray>;
  /** the encoded rows of a table by the name of the input that they feed */
  rows(table: Table): Record<string, Rows>;
}

/**
 * Forward, loss, gradient, clipping, optimizer and moving statistics: state in, state out. The rewrites are done before
 * the gradient is taken; which ones pay depends on the engine (`trainingRewrites`).
 */
export function buildStep(job: Job, rewrites: readonly Rewrite[] = []): TrainingStep {
  return fresh(() => {
    const { optimizer } = job;
    const packing = packWeights(job.weights, layoutOf(job));
    const [learningRate, step, key] = [input(LEARNING_RATE, []), input(STEP, []), input(KEY, [], 'int32')];
    const forward = buildForward(job.network, { training: true, weights: packing.nodes, key });
    const fed = feeders(job.train, forward.inputs);
    const assessed = scoped('loss', () =>
      assess(job.objectives, { ...fed, predictions: forward.outputs, penalties: forward.penalties }),
    );
    const { total, outputs, updates } = rewritten({ ...assessed, updates: forward.updates }, rewrites);
    const gradients = scoped('gradient', () => gradient(total, packing.parameters));
    const slotNames = optimizer.entry.slots(optimizer.args);
    const starts = optimizer.entry.start?.(optimizer.args) ?? {};
    const state = packing.parameters.flatMap((parameter, i) => {
      const name = nameOf(parameter);
      const shapeOf = (slot: string) => (optimizer.entry.scalars?.includes(slot) ? [] : parameter.shape);
      const slots = Object.fromEntries(slotNames.map(s => [s, input(`${name}/${s}`, shapeOf(s))]));
      const held = slotNames.map(s => slots[s]!);
      const update = ([parameter, gradient, ...held]: readonly GraphNode[]): GraphNode[] => {
        const slots = Object.fromEntries(slotNames.map((s, j) => [s, held[j]!]));
        const now = { parameter: parameter!, gradient: clip(gradient!, optimizer), learningRate, step, slots };
        const next = optimizer.entry.update(optimizer.args, now);
        return [next.parameter, ...slotNames.map(s => next.slots[s]!)];
      };
      const inPieces = packing.inPieces.has(parameter) && held.every(slot => slot.shape.length > 0);
      const now = [parameter, gradients[i]!, ...held];
      const next = scoped(`optimizer/${name}`, () => (inPieces ? inTurn(update, now) : update(now)));
      return [
        { input: parameter, next: next[0]!, start: 0 },
        ...slotNames.map((s, j) => ({ input: slots[s]!, next: next[j + 1]!, start: starts[s] ?? 0 })),
      ];
    });
    const moved = new Map(updates);
    const fixed = Object.entries(packing.fixed).map(([k, node]) => ({ input: node, next: moved.get(k) ?? node }));
    const all = [...state, ...fixed];

    const used = new Set(topological([...all.map(s => s.next), ...Object.values(outputs)]));
    const read = (node: GraphNode): boolean => used.has(node);
    return {
      graph: {
        data: fed.all.filter(read),
        scalars: [learningRate, step, key].filter(read),
        state: all.map(({ input, next }) => ({ input, next })),
        outputs,
      },
      begin: weights => ({ ...filled(state), ...packing.pack(weights) }),
      end: packing.unpack,
      rows: table => named(fed, table, read),
    };
  });
}

type Forwards = Pick<ReturnType<typeof assess>, 'total' | 'outputs'> & Pick<Forward, 'updates'>;

function rewritten({ total, outputs, updates }: Forwards, rewrites: readonly Rewrite[]): Forwards {
  const [names, keys] = [Object.keys(outputs), updates.map(([key]) => key)];
  const [first, ...rest] = rewrite([total, ...Object.values(outputs), ...updates.map(([, node]) => node)], rewrites);
  return {
    total: first!,
    outputs: Object.fromEntries(names.map((name, i) => [name, rest[i]!])),
    updates: keys.map((key, i) => [key, rest[names.length + i]!]),
  };
}

/** The same losses and metrics without training: rows [N, …] of a table and the weights in; nothing changes. */
export function buildValidation(
  job: Job,
  table: Table,
  packing: Packing,
): { graph: Graph; rows: Readonly<Record<string, Rows>> } {
  return fresh(() => {
    const forward = buildForward(job.network, { training: false, weights: packing.nodes });
    const fed = feeders(table, forward.inputs);
    const { outputs } = assess(job.objectives, {
      ...fed,
      predictions: forward.outputs,
      penalties: forward.penalties,
    });
    const names = Object.keys(outputs);
    const results = rewrite(Object.values(outputs), inferenceRewrites);
    return {
      graph: {
        inputs: [...fed.all, ...packing.parameters, ...Object.values(packing.fixed)],
        outputs: Object.fromEntries(names.map((name, i) => [name, results[i]!])),
      },
      rows: named(fed, table, () => true),
    };
  });
}

interface Feeders {
  readonly features: Readonly<Record<string, GraphNode>>;
  readonly targets: readonly GraphNode[];
  readonly weights: readonly (GraphNode | undefined)[];
  readonly all: readonly GraphNode[];
}

function feeders(table: Table, features: Readonly<Record<string, GraphNode>>): Feeders {
  const like = (name: string, rows: Rows): GraphNode =>
    input(name, ['N', ...rows.shape.slice(1)], rows.data instanceof Int32Array ? 'int32' : 'float32');
  const targets = table.targets.map((rows, i) => like(`target_${i}`, rows));
  const weights = table.weights.map((rows, i) => rows && like(`weight_${i}`, rows));
  return { features, targets, weights, all: [...Object.values(features), ...targets, ...weights.filter(w => !!w)] };
}

function named(fed: Feeders, table: Table, read: (node: GraphNode) => boolean): Record<string, Rows> {
  const pairs = [
    ...Object.entries(fed.features).map(([id, node]) => [node, table.features[id]] as const),
    ...fed.targets.map((node, i) => [node, table.targets[i]] as const),
    ...fed.weights.map((node, i) => [node, table.weights[i]] as const),
  ];
  const found: Record<string, Rows> = {};
  for (const [node, rows] of pairs) if (node && rows && read(node)) found[nameOf(node)] = rows;
  return found;
}

/** A norm is of one weight, as Keras's clipnorm. */
export const layoutOf = ({ optimizer }: Job): Layout => (optimizer.clipNorm === null ? 'arranged' : 'whole');

/** keras.optimizers: clipvalue cuts each number, clipnorm scales a weight's gradient whose norm is above it. */
function clip(g: GraphNode, { clipNorm, clipValue }: ResolvedOptimizer): GraphNode {
  if (clipValue !== null) return maximum(minimum(g, clipValue), -clipValue);
  if (clipNorm === null) return g;
  const norm = sqrt(sum(square(g)));
  return mul(g, div(constant(clipNorm), maximum(norm, clipNorm)));
}

export const nameOf = (node: GraphNode): string => String(node.attributes.name);

function filled(state: readonly { readonly input: GraphNode; readonly start: number }[]): Record<string, HostTensor> {
  return Object.fromEntries(
    state.map(({ input, start }) => {
      const shape = input.shape as number[];
      return [nameOf(input), float32(new Float32Array(elements(shape)).fill(start), shape)];
    }),
  );
}
