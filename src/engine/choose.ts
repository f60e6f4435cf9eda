import { TensorwireError } from '../errors';
import type { Engine, EngineName } from './engine';
import { findNative, nativeVersion, OnnxEngine } from './ort';
import { findTfjsNode, loadTfjsNode, tfjsEngine } from './tfjs';
import { wasmEngine } from './wasm';

export interface EngineChoice {
  /** default: `auto`, the fastest that works on this machine */
  readonly name?: EngineName | 'auto';
  /** folders whose node_modules may hold a runtime, in order of preference: userDir, … */
  readonly resolveFrom?: readonly string[];
  /** multiply-adds of one run, if known, for `auto` */
  readonly multiplyAdds?: number;
  /** of ONNX Runtime, which has them; default: 1 */
  readonly threads?: number;
}

/**
 * From this many multiply-adds on, ONNX Runtime pays: its native products are three times as fast as those of
 * WebAssembly, but each of its nodes takes half a microsecond, and a call ten. Measured: docs/benchmarks.md.
 */
const MANY = 5e6;

/** The engine of this name; throws a TensorwireError with the reason if it does not work here. */
export async function chooseEngine({
  name = 'auto',
  resolveFrom = [],
  multiplyAdds = Infinity,
  threads = 1,
}: EngineChoice = {}): Promise<Engine> {
  switch (name) {
    case 'auto':
      return (multiplyAdds >= MANY && native(resolveFrom, threads)) || wasmEngine;
    case 'onnx':
      return OnnxEngine.load(resolveFrom, threads);
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
  /** why it is not available, or where it comes from */
  readonly reason: string;
}

/** The engines that could be chosen here, best first. Loads nothing heavy. */
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

/** The engine that `auto` uses here for large networks, with its version if it is a package. Loads a native library. */
export async function engineInUse(
  resolveFrom: readonly string[] = [],
): Promise<{ readonly name: EngineName; readonly version: string | null }> {
  const { name } = native(resolveFrom) ?? wasmEngine;
  return { name, version: name === 'onnx' ? nativeVersion(resolveFrom) : null };
}

/** The native engine, if its library is installed and loads (on musl, for one, it does not). */
export function native(resolveFrom: readonly string[], threads = 1): OnnxEngine | null {
  if (!findNative(resolveFrom)) return null;
  try {
    return OnnxEngine.load(resolveFrom, threads);
  } catch {
    return null; // if it is chosen by name, the error says why
  }
}
