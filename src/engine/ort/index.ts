import type { Graph, StepGraph } from '../../graph/types';
import { inputName, writeOnnx } from '../../onnx/write/graph-file';
import type { Feeds } from '../../spec';
import type { Engine, Program } from '../engine';
import { channelBlock } from './channel-block';
import type { Ort } from './ort';
import { loadNative } from './runtime';
import { createSession } from './session';
import { resultName, writeLoop } from './step-file';

/** Graphs as ONNX files, run by the native ONNX Runtime. */
export class OnnxEngine implements Engine {
  readonly name = 'onnx';

  private constructor(private readonly ort: Ort) {}

  /** Loads the runtime; throws TensorwireError where it is not there. */
  static load(resolveFrom: readonly string[] = []): OnnxEngine {
    return new OnnxEngine(loadNative(resolveFrom));
  }

  async compile(graph: Graph, weights: Feeds = {}): Promise<Program> {
    return createSession(this.ort, writeOnnx(graph, { weights }), 'graph');
  }

  async compileLoop(step: StepGraph): Promise<Program> {
    const names = [...step.state.map(s => inputName(s.input)), ...Object.keys(step.outputs)];
    const program = await createSession(this.ort, writeLoop(step), 'training step', {
      outputs: Object.fromEntries(names.map(name => [resultName(name), name])),
    });
    const unchanged = step.state.filter(s => s.next === s.input).map(s => inputName(s.input));
    return {
      run: async feeds => {
        const results = await program.run(feeds);
        for (const name of unchanged) results[name] = feeds[name]!;
        return results;
      },
      dispose: () => program.dispose(),
    };
  }

  channelBlock(): Promise<number> {
    return channelBlock(this.ort);
  }

  /** A finished ONNX file, for inference; not `optimized`: node by node as it stands. */
  async open(onnx: Uint8Array, optimized = true): Promise<Program> {
    return createSession(this.ort, onnx, 'model', { optimized });
  }
}

export { type OnnxModel, readOnnx, type Sizes } from '../../onnx/read';
export { type FileOptions, writeOnnx } from '../../onnx/write/graph-file';
export { findNative, nativeVersion } from './runtime';
