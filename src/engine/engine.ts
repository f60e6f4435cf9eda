import type { Pass } from '../graph';
import type { Graph, StepGraph } from '../graph/types';
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

export interface Engine {
  readonly name: EngineName;
  /** Compiles a graph that is run as it is. Constant feeds (`weights`) become part of the program. */
  compile(graph: Graph, weights?: Feeds): Promise<Program>;
  /**
   * Compiles a training step that is run K times per call. The result holds each state under its input's name, and each
   * output as [K, …].
   */
  compileLoop(step: StepGraph): Promise<Program>;
  /** passes for every graph before it is compiled; absent if the engine has all ops */
  readonly lowering?: readonly Pass[];
  /** channels that its own convolution kernels hold side by side, for `rewritesFor`; 0 or absent: none */
  channelBlock?(): Promise<number>;
}
