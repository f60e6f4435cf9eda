import type { Graph, StepGraph } from '../../graph/types';
import type { Feeds } from '../../spec';
import type { Engine, Grouping, Program } from '../engine';
import { channelBlock } from './channel-block';
import { compileGraph, compileStep } from './compile';
import { groupings } from './groupings';
import type { Ort } from './ort';
import { loadNative } from './runtime';
import { createSession } from './session';

/** Graphs as ONNX files, run by the native ONNX Runtime. */
export class OnnxEngine implements Engine {
  readonly name = 'onnx';

  private constructor(
    private readonly ort: Ort,
    readonly threads: number,
  ) {}

  /** Loads the runtime; throws a TensorwireError if it is not installed. `threads`: that compute a node together. */
  static load(resolveFrom: readonly string[] = [], threads = 1): OnnxEngine {
    return new OnnxEngine(loadNative(resolveFrom), threads);
  }

  withThreads(threads: number): OnnxEngine {
    return new OnnxEngine(this.ort, threads);
  }

  compile(graph: Graph, weights: Feeds = {}): Promise<Program> {
    return compileGraph(this.ort, graph, weights, this.threads);
  }

  compileLoop(step: StepGraph): Promise<Program> {
    return compileStep(this.ort, step, this.threads);
  }

  groupings(step: StepGraph): readonly Grouping[] {
    return groupings(step);
  }

  channelBlock(): Promise<number> {
    return channelBlock(this.ort);
  }

  /** Opens an ONNX file for inference; not `optimized`: node by node. */
  async open(onnx: Uint8Array, optimized = true): Promise<Program> {
    return createSession(this.ort, onnx, 'model', { optimized, threads: this.threads });
  }
}

export { type OnnxModel, readOnnx, type Sizes } from '../../onnx/read';
export { type FileOptions, writeOnnx } from '../../onnx/write/graph-file';
export { findNative, nativeVersion } from './runtime';
