import { TensorwireError } from '../errors';
import type { Engine, EngineName, Program } from './engine';
import { findNative, isWasmLoaded, nativeVersion, OnnxEngine, type OnnxEngineName } from './onnx';
import { wasmEngine } from './wasm';
import { findTfjsNode, loadTfjsNode, tfjsEngine } from './tfjs';

export interface EngineChoice {
  /** default: `auto`, the fastest that works on this machine */
  readonly name?: EngineName | 'auto';
  /** folders whose node_modules may hold a runtime, the first first: userDir, … */
  readonly resolveFrom?: readonly string[];
}

/** The engine of that name; throws TensorwireError with the reason where it does not work here. */
export async function chooseEngine({ name = 'auto', resolveFrom = [] }: EngineChoice = {}): Promise<Engine> {
  switch (name) {
    case 'auto':
      return OnnxEngine.load(await bestOnnx(resolveFrom), resolveFrom);
    case 'onnx':
    case 'onnx-wasm':
      return OnnxEngine.load(name, resolveFrom);
    case 'wasm':
      return wasmEngine;
    case 'tfjs-node':
      return tfjsEngine(loadTfjsNode(resolveFrom), name);
    default:
      throw new TensorwireError(
        'engine',
        `the name must be auto, onnx, onnx-wasm or tfjs-node, received "${String(name)}"`,
      );
  }
}

export interface EngineDescription {
  readonly name: EngineName;
  readonly available: boolean;
  /** why it is not, or where it comes from */
  readonly reason: string;
}

/** What could be chosen here, best first; nothing heavy is loaded. */
export function describeEngines(resolveFrom: readonly string[] = []): EngineDescription[] {
  const installed = (name: EngineName, file: string | null, needs: string): EngineDescription => ({
    name,
    available: file !== null,
    reason: file ?? `${needs} is not installed`,
  });
  return [
    installed('onnx', findNative(resolveFrom), 'onnxruntime-node'),
    { name: 'onnx-wasm', available: true, reason: 'part of tensorwire' },
    installed('tfjs-node', findTfjsNode(resolveFrom), '@tensorflow/tfjs-node'),
  ];
}

/** What `auto` takes here, with its version where it is a package of its own; the native library is loaded for the answer. */
export async function engineInUse(
  resolveFrom: readonly string[] = [],
): Promise<{ readonly name: OnnxEngineName; readonly version: string | null }> {
  const name = await bestOnnx(resolveFrom);
  return { name, version: name === 'onnx' ? nativeVersion(resolveFrom) : null };
}

/**
 * Whether a session would be the first of WebAssembly in this thread, which holds it for 0.2 s: what is run for the first
 * time is compiled on the spot. What another thread of the process has compiled meanwhile is there already.
 */
export async function wouldCompile(
  engine: EngineName | 'auto' = 'auto',
  resolveFrom: readonly string[] = [],
): Promise<boolean> {
  return !isWasmLoaded() && (await onnxNamed(engine, resolveFrom)) === 'onnx-wasm';
}

/** Makes a finished model.onnx ready for inference. */
export async function openSession(
  onnx: Uint8Array,
  engine: EngineName | 'auto' = 'auto',
  resolveFrom: readonly string[] = [],
): Promise<Program> {
  const name = await onnxNamed(engine, resolveFrom);
  return (await OnnxEngine.load(name, resolveFrom)).open(onnx);
}

/** A model.onnx is run by ONNX Runtime, whatever has trained it. */
const onnxNamed = async (engine: EngineName | 'auto', resolveFrom: readonly string[]): Promise<OnnxEngineName> =>
  engine === 'onnx' || engine === 'onnx-wasm' ? engine : bestOnnx(resolveFrom);

/** Native where its library is installed and loads (it does not on musl, for one), else WebAssembly. */
async function bestOnnx(resolveFrom: readonly string[]): Promise<OnnxEngineName> {
  if (!findNative(resolveFrom)) return 'onnx-wasm';
  return OnnxEngine.load('onnx', resolveFrom).then(
    () => 'onnx',
    () => 'onnx-wasm',
  );
}
