import type { Graph, StepGraph } from '../../graph/types';
import type { Engine, Feeds, Program } from '../engine';
import { channelBlock } from './channel-block';
import { inputName, writeOnnx } from './graph-file';
import { resultName, writeLoop } from './loop-file';
import type { OnnxEngineName, Ort } from './ort';
import { loadRuntime } from './runtime';
import { createSession } from './session';

/** Graphs as ONNX files, run by ONNX Runtime: natively (`onnx`) or as WebAssembly (`onnx-wasm`). */
export class OnnxEngine implements Engine {
  private constructor(
    readonly name: OnnxEngineName,
    private readonly ort: Ort,
  ) {}

  /** Loads the runtime; throws TensorwireError where it is not there. */
  static async load(name: OnnxEngineName, resolveFrom: readonly string[] = []): Promise<OnnxEngine> {
    return new OnnxEngine(name, await loadRuntime(name, resolveFrom));
  }

  async compile(graph: Graph, weights: Feeds = {}): Promise<Program> {
    return createSession(this.ort, writeOnnx(graph, { weights }), 'graph');
  }

  async compileLoop(step: StepGraph): Promise<Program> {
    const names = [...step.state.map(s => inputName(s.input)), ...Object.keys(step.outputs)];
    const program = await createSession(
      this.ort,
      writeLoop(step, this.name),
      'training step',
      Object.fromEntries(names.map(name => [resultName(name), name])),
    );
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
    return channelBlock(this.name, this.ort);
  }

  /** A finished ONNX file of ours, for inference. */
  async open(onnx: Uint8Array): Promise<Program> {
    return createSession(this.ort, onnx, 'model');
  }
}

export { type FileOptions, writeOnnx } from './graph-file';
export type { OnnxEngineName } from './ort';
export { findNative, loadRuntime, nativeVersion } from './runtime';
export { isWasmLoaded, smallestModel, wasmFiles } from './wasm';
