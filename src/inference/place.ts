import { type EngineName, openSession } from '../engine';
import type { Feeds, HostTensor, Program } from '../engine/engine';
import { elements } from '../values/tensor';
import type { BatcherOptions } from './batcher';
import type { InputPort } from './ports';
import { type WorkerOptions, WorkerProgram } from './worker/client';

/** A row that takes longer than this, milliseconds, is computed in a thread of its own. */
const ROW = 1;
/** A run in this thread holds the event loop for about so long, one in another thread lets the others wait: milliseconds. */
const [RUN_HERE, RUN_THERE] = [10, 100];
/** Every weight is read for every row, and memory gives some 10 GB/s: a larger file is not worth a try in this thread. */
const BYTES = 8 * 2 ** 20;

export interface Placing {
  readonly engine?: EngineName | 'auto';
  readonly resolveFrom?: readonly string[];
  readonly worker?: WorkerOptions;
  /** milliseconds a row, above which a thread answers; default: 1; 0: always */
  readonly rowLimit?: number;
}

/** A program in its place, and how it is best fed. */
export interface Placed extends BatcherOptions {
  readonly program: Program;
}

/** Opens a model where it disturbs nobody: here if a row of zeros takes less than a millisecond, else in a thread. */
export async function place(onnx: Uint8Array, inputs: readonly InputPort[], options: Placing = {}): Promise<Placed> {
  const { engine = 'auto', resolveFrom = [], rowLimit = ROW } = options;
  if (rowLimit > 0 && onnx.byteLength <= BYTES) {
    const program = await openSession(onnx, engine, resolveFrom);
    const time = await rowTime(program, inputs, rowLimit);
    if (time <= rowLimit) return { program, rows: RUN_HERE / time, hold: RUN_HERE, gather: false };
    await program.dispose();
  }
  const program = await WorkerProgram.open({ onnx, engine, resolveFrom }, options.worker);
  const time = await rowTime(program, inputs, rowLimit, () => program.time);
  return { program, rows: RUN_THERE / time, hold: RUN_THERE, gather: true };
}

/**
 * The least time of a few runs of one row of zeros, milliseconds; 0 where that is no row of this network. The first runs of
 * WebAssembly are slow, and another process may come between: what looks slow is tried again, for a moment.
 */
async function rowTime(
  program: Program,
  inputs: readonly InputPort[],
  limit: number,
  told?: () => number,
): Promise<number> {
  let [least, all, tries] = [Infinity, 0, 0];
  try {
    do {
      const start = performance.now();
      await program.run(zeros(inputs));
      const time = told?.() ?? performance.now() - start;
      least = Math.min(least, time);
      all += time;
      tries++;
    } while (least > limit / 2 && least < 100 * limit && (tries < 3 || all < 25 * limit));
    return least;
  } catch {
    return 0; // the message that comes meets the error
  }
}

function zeros(inputs: readonly InputPort[]): Feeds {
  const feeds: Record<string, HostTensor> = {};
  for (const { name, shape, dtype } of inputs) {
    const size = elements(shape);
    feeds[name] = {
      data: dtype === 'int32' ? new Int32Array(size) : new Float32Array(size),
      shape: [1, ...shape],
      dtype,
    };
  }
  return feeds;
}
