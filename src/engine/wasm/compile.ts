import { runPasses } from '../../graph';
import type { Graph, GraphNode, StepGraph } from '../../graph/types';
import type { Feeds } from '../../spec';
import type { Program, Results } from '../engine';
import { rewritesFor } from '../rewrites';
import { allocate } from './allocate';
import { type Built, slotOf, wordsOf } from './built';
import { emit } from './emit';
import { foldWeights } from './fold-weights';
import { fuse } from './fusion';
import { checkKernels, lowering } from './lower';
import { PlanContext } from './plan-context';
import { GraphProgram, isByRows, RowsProgram, StepProgram } from './programs';
import { type Pair, schedule } from './schedule';
import { type Plan, selectKernels } from './select-kernels';
import type { SharedMemory } from './shared-memory';
import type { View } from './view';

/**
 * All stages from a graph to a WebAssembly module, from top to bottom:
 *
 *   rewrite     other ops with the same results; of a training step before its gradient is taken (training/step/step.ts)
 *   fold        what depends only on weights becomes a weight (models)
 *   lower       only ops that have a kernel
 *   ─────────   from here on for one batch size
 *   fuse        which nodes are computed together
 *   schedule    in which order
 *   select      a kernel for each group, and where it reads and writes
 *   allocate    addresses
 *   emit        bytes
 */

/** Opens a model for inference, compiled for this machine and optimized for few rows. */
export function openModel(graph: Graph, weights: Feeds): Program {
  const rewritten = withOutputs(graph, runPasses(Object.values(graph.outputs), rewritesFor('wasm')));
  const folded = foldWeights(rewritten, weights, runOnce);
  const lowered = lower(folded.graph);
  return isByRows(folded.graph, folded.weights)
    ? new RowsProgram(lowered, folded.weights, compile)
    : new GraphProgram(lowered, folded.weights, compile);
}

/** Compiles a graph that is run as it is. */
export const compileGraph = (graph: Graph, weights: Feeds): Program => new GraphProgram(lower(graph), weights, compile);

/** Compiles a training step. */
export function compileStep(step: StepGraph): Program {
  const nexts = step.state.map(s => s.next);
  const lowered = runPasses([...nexts, ...Object.values(step.outputs)], lowering);
  checkKernels(lowered);
  const state = step.state.map(({ input }, i) => ({ input, next: lowered[i]! }));
  const { outputs } = withOutputs(step, lowered.slice(nexts.length));
  return new StepProgram({ ...step, state, outputs }, compile);
}

/** The results of a graph that is run only once. */
export const runOnce = (graph: Graph, feeds: Feeds): Results =>
  new GraphProgram(lower(graph), {}, compile).runNow(feeds);

function lower(graph: Graph): Graph {
  const lowered = runPasses(Object.values(graph.outputs), lowering);
  checkKernels(lowered);
  return withOutputs(graph, lowered);
}

const withOutputs = <T extends Pick<Graph, 'outputs'>>(graph: T, nodes: readonly GraphNode[]): T => ({
  ...graph,
  outputs: Object.fromEntries(Object.keys(graph.outputs).map((name, i) => [name, nodes[i]!])),
});

/** What is to be computed, in ops that have a kernel. */
export interface Task {
  /** fed in each run */
  readonly fed: readonly GraphNode[];
  readonly pairs: readonly Pair[];
  readonly outputs: readonly GraphNode[];
}

/** The compiled task for one batch size, and the layout of its memory. */
export interface Compiled {
  readonly built: Built;
  readonly inputs: ReadonlyMap<GraphNode, View>;
  readonly results: ReadonlyMap<GraphNode, View>;
}

/** Compiles the module for a batch of N, whose part of the memory begins at `start`. */
export type Compile = (task: Task, N: number, memory: SharedMemory, start: number) => Compiled;

const compile: Compile = ({ fed, pairs, outputs }, N, { lasting }, start) => {
  const context = new PlanContext(N);
  const inputs = new Map([...lasting, ...fed.map(node => [node, context.lasting(node)] as const)]);
  const places = [...new Set(outputs)].map(node => [node, context.lasting(node)] as const);
  const { steps } = plan(context, { given: inputs, places, pairs, unchanged: new Set() });
  const end = allocate(context.storages, steps, start);
  const results = new Map(places);
  const changing = pairs.filter(p => p.next !== p.state && p.state.dtype === 'float32');
  const bytes = emit({
    steps,
    counters: context.counters,
    states: changing.map(({ state }) => ({ node: state, view: inputs.get(state)! })),
    fed: fed.map(node => inputs.get(node)!),
    found: [...results.values()],
  });
  return {
    built: {
      module: new WebAssembly.Module(bytes),
      end,
      inputs: fed.map(node => slotOf(inputs.get(node)!)),
      results: outputs.map(node => slotOf(results.get(node)!)),
      constants: context.constants.map(({ node, storage: { address } }) => ({
        address,
        words: wordsOf(node.attributes),
      })),
      indexed: context.indexed.map(({ node, rows }) => ({
        subject: node.scope || 'engine wasm',
        op: node.op.name,
        rows,
      })),
    },
    inputs,
    results,
  };
};

/** Kernels in the order in which they run: of the graph, and of the body of each scan in it. */
const plan: Plan = (context, region) => {
  const outputs = region.places.map(([node]) => node);
  const changing = region.pairs.filter(p => p.next !== p.state);
  const roots = [...new Set([...outputs, ...changing.map(p => p.next)])];
  const groups = fuse(roots, new Set(region.given.keys()), context.N);
  const { order, inPlace } = schedule(groups, roots, outputs, changing);
  return selectKernels(context, region, { groups, order, inPlace }, plan);
};
