import { TensorwireError } from '../errors';
import type { Engine, EngineName } from './engine';
import { findNative, nativeVersion, OnnxEngine } from './ort';
import { findTfjsNode, loadTfjsNode, tfjsEngine } from './tfjs';
import { wasmEngine } from './wasm';

export interface EngineChoice {
  /** default: `auto`, the fastest that works on this machine */
  readonly name?: EngineName | 'auto';
  /** folders whose node_modules may hold a runtime, the first first: userDir, … */
  readonly resolveFrom?: readonly string[];
  /** multiply-adds of one run, where they are known: `auto` goes by them */
  readonly multiplyAdds?: number;
}

/**
 * From so many multiply-adds on, ONNX Runtime's native products, three times as fast as those of WebAssembly, are worth the
 * half microsecond that each of its nodes takes, and the ten of a call. Measured: docs/benchmarks.md.
 */
const MANY = 5e6;

/** The engine of that name; throws TensorwireError with the reason where it does not work here. */
export async function chooseEngine({
  name = 'auto',
  resolveFrom = [],
  multiplyAdds = Infinity,
}: EngineChoice = {}): Promise<Engine> {
  switch (name) {
    case 'auto':
      return (multiplyAdds >= MANY && native(resolveFrom)) || wasmEngine;
    case 'onnx':
      return OnnxEngine.load(resolveFrom);
    case 'wasm':
      return wasmEngine;
    case 'tfjs-node':
      return tfjsEngine(loadTfjsNode(resolveFrom), name);
    default:
      throw new TensorwireError('engine', `the name must be auto, onnx, wasm or tfjs-node, received "${String(name)}"`);
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
    { name: 'wasm', available: true, reason: 'part of tensorwire' },
    installed('tfjs-node', findTfjsNode(resolveFrom), '@tensorflow/tfjs-node'),
  ];
}

/** What `auto` takes here for large networks, with its version where it is a package; a native library is loaded for it. */
export async function engineInUse(
  resolveFrom: readonly string[] = [],
): Promise<{ readonly name: EngineName; readonly version: string | null }> {
  const { name } = native(resolveFrom) ?? wasmEngine;
  return { name, version: name === 'onnx' ? nativeVersion(resolveFrom) : null };
}

/** The native engine where its library is installed and loads (it does not on musl, for one). */
export function native(resolveFrom: readonly string[]): OnnxEngine | null {
  if (!findNative(resolveFrom)) return null;
  try {
    return OnnxEngine.load(resolveFrom);
  } catch {
    return null; // chosen by name, it says why
  }
}
