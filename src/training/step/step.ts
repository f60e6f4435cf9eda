import { portableRewrites } from '../../engine/rewrites';
import {
  div,
  type Graph,
  type GraphNode,
  gradient,
  inputName,
  type Pass,
  runPasses,
  type StepGraph,
  scoped,
  topological,
  verified,
  withSharing,
} from '../../graph';
import { buildForward } from '../../network';
import { elements } from '../../shape';
import type { Feeds, HostTensor } from '../../spec';
import type { WeightArray } from '../../values/model';
import type { Rows } from '../batches';
import { answersOf, withoutMetrics } from '../branches';
import type { Prepared, Table } from '../prepared';
import { feeders, lossOf, named } from './loss';
import { assess } from './objective';
import { float32, type Layout, type Packing, packWeights } from './packing';
import { scalarInputs } from './scalars';
import { averageOf, type StatePart, updated } from './update';

/** A training step as a graph, and the conversion of weights to its state and back. */
export interface TrainingStep {
  readonly graph: StepGraph;
  /** weights → state before the first step, with the initial values of the optimizer's slots */
  begin(weights: Readonly<Record<string, WeightArray>>): Feeds;
  /** state → weights, by `layerId/weight` */
  end(state: Feeds): Record<string, WeightArray>;
  /** the inputs that hold weights: the part of the state that `end` reads */
  readonly weights: readonly GraphNode[];
  weightsOf(state: Feeds): Feeds;
  /** the part of the state that holds the weights of this branch */
  branch(state: Feeds, branch: number): Feeds;
  /** the state with the average of the weights in their place, if the optimizer keeps one */
  averaged(state: Feeds): Feeds;
  /** the encoded rows of a table, by the name of the input that they feed */
  rows(table: Table): Record<string, Rows>;
}

/**
 * Forward pass, loss, gradient, clipping, optimizer and moving statistics: state in, state out. The rewrites are
 * applied before the gradient is taken; which ones pay off depends on the engine (`rewritesFor`).
 */
export function buildStep(job: Prepared, rewrites: readonly Pass[] = []): TrainingStep {
  return withSharing(() => {
    const { optimizer } = job;
    const packing = packWeights(job.weights, layoutOf(job));
    const scalars = scalarInputs();
    const { fed, total, outputs, updates } = lossOf(job, packing, { key: scalars.key, rewrites });
    const gradients = scoped('gradient', () => gradient(total, packing.parameters));
    const state = updated(optimizer, packing, gradients, scalars);
    const moved = new Map(updates);
    const fixed = Object.entries(packing.fixed).map(([k, node]) => ({ input: node, next: moved.get(k) ?? node }));
    const all = [...state, ...fixed];
    const weights = [...packing.parameters, ...Object.values(packing.fixed)];

    const results = verified('gradient and update', [...all.map(s => s.next), ...Object.values(outputs)]);
    const used = new Set(topological(results));
    const read = (node: GraphNode): boolean => used.has(node);
    return {
      graph: {
        data: fed.all.filter(read),
        scalars: scalars.inputs.filter(read),
        state: all.map(({ input, next }) => ({ input, next })),
        outputs,
      },
      begin: weights => ({ ...filled(state), ...packing.pack(weights) }),
      end: packing.unpack,
      weights,
      weightsOf: values => Object.fromEntries(weights.map(node => [inputName(node), values[inputName(node)]!])),
      branch: (values, branch) => {
        const own = [...packing.parts].filter(([, part]) => part % job.branches === branch);
        return Object.fromEntries(own.map(([node]) => [inputName(node), values[inputName(node)]!]));
      },
      averaged: values =>
        optimizer.averaging ? { ...values, ...averages(packing.parameters.map(inputName), values) } : values,
      rows: table => named(fed, table, read),
    };
  });
}

/** The output of a validation that is the loss of the subset of branches at this position. */
export const subsetOutput = (place: number): string => `subset_${place}`;

/**
 * The same losses and metrics without training: from rows [N, …] of a table and the weights; the state does not change.
 * Also the loss of each given subset of the branches, without penalties.
 */
export function buildValidation(
  job: Prepared,
  table: Table,
  packing: Packing,
  subsets: readonly (readonly number[])[] = [],
): { graph: Graph; rows: Readonly<Record<string, Rows>> } {
  return withSharing(() => {
    const forward = buildForward(job.network, { training: false, weights: packing.nodes });
    const fed = feeders(table, forward.inputs);
    const members = forward.members[0]?.length ?? 1;
    const given = {
      ...fed,
      predictions: forward.outputs,
      masks: forward.masks,
      // each member has its own penalties; as in the training loss, their mean counts
      penalties: members > 1 ? forward.penalties.map(penalty => div(penalty, members)) : forward.penalties,
      plainLoss: job.plainLoss,
    };
    const { outputs } = assess(job.objectives, given);
    const plain = withoutMetrics(job.objectives);
    for (const [i, chosen] of subsets.entries()) {
      const predictions = answersOf(forward.members, chosen, job.branches);
      outputs[subsetOutput(i)] = assess(plain, { ...given, predictions, penalties: [] }).outputs.loss!;
    }
    const names = Object.keys(outputs);
    const results = runPasses(Object.values(outputs), portableRewrites);
    return {
      graph: {
        inputs: [...fed.all, ...packing.parameters, ...Object.values(packing.fixed)],
        outputs: Object.fromEntries(names.map((name, i) => [name, results[i]!])),
      },
      rows: named(fed, table, () => true),
    };
  });
}

/** Clipping by norm uses the norm of each weight, as Keras's clipnorm. */
export const layoutOf = ({ optimizer }: Prepared): Layout => (optimizer.clipping?.by === 'norm' ? 'whole' : 'arranged');

const averages = (parameters: readonly string[], state: Feeds): Feeds =>
  Object.fromEntries(parameters.map(name => [name, state[averageOf(name)]!]));

function filled(state: readonly StatePart[]): Record<string, HostTensor> {
  return Object.fromEntries(
    state.map(({ input, start }) => {
      const shape = input.shape as number[];
      return [inputName(input), float32(new Float32Array(elements(shape)).fill(start), shape)];
    }),
  );
}
