import type { Pass } from '../graph';
import type { Graph, GraphNode, StepGraph } from '../graph/types';
import type { Feeds, HostTensor } from '../spec';

export type EngineName = 'onnx' | 'wasm' | 'tfjs-node' | 'tfjs-cpu';

export type Results = Record<string, HostTensor>;

/** A compiled graph. Feeds and results have the names of the graph's inputs and outputs. */
export interface Program {
  run(feeds: Feeds): Promise<Results>;
  /** The same without a promise, if the engine computes synchronously in this thread. */
  runNow?(feeds: Feeds): Results;
  dispose(): Promise<void>;
}

/**
 * A stage of an engine after its passes: it changes no node, and decides when nodes are computed, and which of them
 * together.
 */
export interface Grouping {
  readonly name: string;
  /** what it saves */
  readonly reason: string;
  /** in the order of computation; nodes that stand by themselves are left out */
  readonly groups: readonly { readonly label: string; readonly nodes: readonly GraphNode[] }[];
}

export interface Engine {
  readonly name: EngineName;
  /** that compute an op together; absent: 1 */
  readonly threads?: number;
  /** the same engine with this many threads; absent if it has only one */
  withThreads?(threads: number): Engine;
  /** Compiles a graph that is run as it is. Constant feeds (`weights`) become part of the program. */
  compile(graph: Graph, weights?: Feeds): Promise<Program>;
  /**
   * Compiles a training step that is run K times per call. The result holds each state under its input's name, and each
   * output as [K, …].
   */
  compileLoop(step: StepGraph): Promise<Program>;
  /** passes for every graph before it is compiled; absent if the engine has all ops */
  readonly lowering?: readonly Pass[];
  /** the stages after the passes, of a training step that these have lowered; for reading (`npm run graph`) */
  groupings?(step: StepGraph): readonly Grouping[];
  /** channels that its own convolution kernels hold side by side, for `rewritesFor`; 0 or absent: none */
  channelBlock?(): Promise<number>;
}
