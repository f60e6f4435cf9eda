import type { EngineName } from '../engine';
import type { Program } from '../engine/engine';
import { OnnxEngine } from '../engine/ort';
import { byRows } from '../engine/race';
import { receive } from '../engine/wasm';
import type { BatcherOptions } from './batcher';
import type { ConfidentSource } from './confident-file';
import { expectIndependentRows } from './independent-rows';
import type { InputPort } from './ports';
import { type WorkerOptions, WorkerProgram } from './worker/client';
import type { Handover } from './worker/messages';

/** A row that takes longer than this, in milliseconds, is computed in a thread of its own. */
const ROW = 1;
/**
 * Target time of a run, in milliseconds: in this thread, where it blocks the event loop, and in another thread, where
 * other messages wait.
 */
const [RUN_HERE, RUN_THERE] = [10, 100];

export interface PlacementRequest {
  readonly engine?: EngineName | 'auto';
  readonly resolveFrom?: readonly string[];
  /** of ONNX Runtime; default: 1 */
  readonly threads?: number;
  readonly worker?: WorkerOptions;
  /** a model whose confidence is asked for */
  readonly confident?: ConfidentSource;
  /** milliseconds per row above which a thread answers; default: 1; 0: always */
  readonly rowLimit?: number;
}

/** A program in its thread, with the options of its batcher. */
export interface Placement extends BatcherOptions {
  readonly program: Program;
  /** findings from opening the model, for a log */
  readonly notes: readonly string[];
  /** the output with what confidence needs; null: there is none */
  readonly confident: string | null;
}

/**
 * Opens a model without blocking anyone: a thread reads it, compiles it, and measures a row of zeros. If that takes
 * less than a millisecond, this thread takes over the result and answers at once; otherwise the other thread answers.
 */
export async function place(
  onnx: Uint8Array,
  inputs: readonly InputPort[],
  options: PlacementRequest = {},
): Promise<Placement> {
  const { engine = 'auto', resolveFrom = [], threads = 1, rowLimit = ROW } = options;
  const rows = inputs.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
  const opening = { onnx, engine, resolveFrom, threads, inputs: rows, confident: options.confident, rowLimit };
  const there = await WorkerProgram.open(opening, options.worker);
  const { time, mixes, notes, handover, confident, written } = there.found;
  try {
    expectIndependentRows(mixes);
    if (handover) {
      const program = await taken(handover, written ?? onnx, inputs, () => OnnxEngine.load(resolveFrom, threads));
      await there.dispose();
      return { program, notes, confident, rows: RUN_HERE / time, hold: RUN_HERE, gather: false };
    }
    return { program: there, notes, confident, rows: RUN_THERE / time, hold: RUN_THERE, gather: true };
  } catch (error) {
    await there.dispose();
    throw error;
  }
}

/** Makes a thread's result ready in this thread, with a turn of the event loop between blocking steps. */
async function taken(
  { shipped, native, nativeFrom, nativeFewer }: Handover,
  onnx: Uint8Array,
  inputs: readonly InputPort[],
  load: () => OnnxEngine,
): Promise<Program> {
  const ours = shipped && receive(shipped);
  if (!native) return ours!;
  await turn();
  const runtime = load();
  await turn();
  const theirs = await runtime.open(onnx);
  if (!ours) return theirs;
  const [few, many] = nativeFewer ? [theirs, ours] : [ours, theirs];
  return byRows({ few, many, from: nativeFrom }, inputs[0]!.name);
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
