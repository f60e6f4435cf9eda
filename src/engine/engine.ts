import type { Pass } from '../graph';
import type { Graph, StepGraph } from '../graph/types';
import type { Feeds, HostTensor } from '../spec';

export type EngineName = 'onnx' | 'wasm' | 'tfjs-node' | 'tfjs-cpu';

export type Results = Record<string, HostTensor>;

/** A graph made ready to run. Feeds and results are named as the graph's inputs and outputs. */
export interface Program {
  run(feeds: Feeds): Promise<Results>;
  /** The same without a promise, where the engine computes in this thread and nothing has to be waited for. */
  runNow?(feeds: Feeds): Results;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly name: EngineName;
  /** A graph that is run as it is. Constant feeds (`weights`) become part of the program. */
  compile(graph: Graph, weights?: Feeds): Promise<Program>;
  /** A training step, run K times a call; the result holds each state under its input's name, and each output as [K, …]. */
  compileLoop(step: StepGraph): Promise<Program>;
  /** the passes that every graph takes before it is compiled; none where the engine has all ops */
  readonly lowering?: readonly Pass[];
  /** channels that its own convolution kernels hold side by side, for `rewritesFor`; 0 or no method: it has none */
  channelBlock?(): Promise<number>;
}
