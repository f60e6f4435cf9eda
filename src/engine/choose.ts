import { TensorwireError } from '../errors';
import type { GraphNode } from '../graph/types';
import { agreement } from './agree';
import type { Engine, EngineName, Feeds, Program } from './engine';
import { nameOf } from './feeds';
import { findNative, nativeVersion, OnnxEngine } from './onnx';
import { quicker } from './race';
import { type Ours, openOurs } from './sized';
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

/**
 * Makes a finished model.onnx ready for inference. `auto`, and what trains only: where the native ONNX Runtime is there too,
 * and both agree on random rows, the one that answers sooner.
 */
export async function openSession(
  onnx: Uint8Array,
  engine: EngineName | 'auto' = 'auto',
  resolveFrom: readonly string[] = [],
): Promise<Program> {
  if (engine === 'onnx') return OnnxEngine.load(resolveFrom).open(onnx);
  const runtime = engine === 'wasm' ? null : native(resolveFrom);
  if (!runtime) return openOurs(onnx).program;
  const theirs = await runtime.open(onnx);
  let ours: Ours;
  try {
    ours = openOurs(onnx);
  } catch {
    return theirs; // ONNX Runtime knows more ops, and has more memory
  }
  const { program, model } = ours;
  if (!model) return keep([theirs], [program, theirs]); // what is open, it takes as it is
  const fed = model.graph.inputs.filter(input => !(nameOf(input) in model.weights));
  const { keep: kept, note } = await agreement(program, theirs, fed, () => runtime.open(onnx, false));
  const best = await keep(kept, [program, theirs], fed);
  return note ? noted(best, note) : best;
}

/** Of one or two programs the better; those that are not kept are disposed. */
async function keep(
  kept: readonly Program[],
  all: readonly Program[],
  fed: readonly GraphNode[] = [],
): Promise<Program> {
  for (const program of all) if (!kept.includes(program)) await program.dispose();
  const [first, second] = kept;
  return second ? quicker(first!, second, fed) : first!;
}

const noted = (program: Program, note: string): Program => ({
  run: feeds => program.run(feeds),
  ...(program.runNow && { runNow: (feeds: Feeds) => program.runNow!(feeds) }),
  dispose: () => program.dispose(),
  notes: [note],
});

/** The native engine where its library is installed and loads (it does not on musl, for one). */
function native(resolveFrom: readonly string[]): OnnxEngine | null {
  if (!findNative(resolveFrom)) return null;
  try {
    return OnnxEngine.load(resolveFrom);
  } catch {
    return null; // chosen by name, it says why
  }
}
