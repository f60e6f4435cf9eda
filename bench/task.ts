import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashUniform } from '../src/graph';
import { BATCH, type BenchModel } from './models';
import { firstWeights, missingLayers, type Product, productsOf } from './network';

/** The task of a peer: a JSON file, with the data and the initial weights beside it as raw numbers. */
export interface Task {
  readonly model: BenchModel;
  readonly batch: number;
  /** rows of the first steps, in order: their mean loss must be the same for every peer */
  readonly checkRows: number;
  /** the time limit of each measurement */
  readonly seconds: number;
  /** float32 (int32 if the model has tokens) [rows, …shape]; float32 [rows, units]; float32, the weights in sequence */
  readonly files: { readonly x: string; readonly y: string; readonly weights: string };
  readonly weights: readonly { readonly layer: string; readonly shape: readonly number[] }[];
  readonly products: readonly Product[] | null;
}

/** The answer of a peer, for each of its variants; the best counts. Milliseconds. */
export interface Figures {
  /** mean loss of the first steps, in the order of the rows, from the given weights */
  readonly loss?: number;
  /** the time of the end of the first training step, as Date.now() */
  readonly firstStepAt?: number;
  readonly firstStep?: number;
  readonly step: Readonly<Record<string, number>>;
  readonly predictOne?: Readonly<Record<string, number>>;
  readonly rowsPerSecond?: number;
  /** peak memory of the process until its training ended, bytes */
  readonly memory?: number | null;
  /** CPU time divided by wall time during training: 1 is one thread */
  readonly threads?: number;
  readonly versions: Readonly<Record<string, string>>;
}

const CHECK_STEPS = 4;

export function writeTask(model: BenchModel, folder: string, seconds: number): string {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, `${model.name}-${name}`);
  const width = model.shape.reduce((a, d) => a * d, 1);
  const uniform = hashUniform(model.rows * width, 7);
  const x = model.tokens ? Int32Array.from(uniform, u => Math.floor(u * model.tokens!)) : uniform;
  writeFileSync(file('x.bin'), x);
  writeFileSync(file('y.bin'), targets(model));
  const weights = missingLayers(model).length > 0 ? [] : firstWeights(model);
  writeFileSync(file('weights.bin'), Buffer.concat(weights.map(w => Buffer.from(Float32Array.from(w.data).buffer))));
  const task: Task = {
    model,
    batch: BATCH,
    checkRows: CHECK_STEPS * BATCH,
    seconds,
    files: { x: file('x.bin'), y: file('y.bin'), weights: file('weights.bin') },
    weights: weights.map(({ layer, shape }) => ({ layer, shape })),
    products: productsOf(model),
  };
  writeFileSync(file('task.json'), JSON.stringify(task));
  return file('task.json');
}

/** Targets: classes as one-hot rows, yes or no, or numbers. */
function targets({ loss, rows, units }: BenchModel): Float32Array {
  const uniform = hashUniform(rows, 8);
  if (loss === 'MeanSquaredError') return uniform;
  if (loss === 'BinaryCrossentropy') return uniform.map(Math.round);
  const y = new Float32Array(rows * units);
  for (let row = 0; row < rows; row++) y[row * units + Math.floor(uniform[row]! * units)] = 1;
  return y;
}

export const readTask = (path: string): Task => JSON.parse(readFileSync(path, 'utf8'));

const bytes = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer;
export const readFloats = (path: string): Float32Array => new Float32Array(bytes(path));
export const readX = ({ model, files }: Task): Float32Array | Int32Array =>
  model.tokens ? new Int32Array(bytes(files.x)) : readFloats(files.x);

/** The peak memory of a process so far, in bytes; null if the system does not report it. */
export function peakMemory(pid: number | 'self' = 'self'): number | null {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
  } catch {
    return null;
  }
}

/** The least time of one call in milliseconds, over short rounds until the time is up. */
export async function least(seconds: number, calls: number, run: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + seconds * 1000;
  do {
    const began = performance.now();
    for (let i = 0; i < calls; i++) await run();
    best = Math.min(best, (performance.now() - began) / calls);
  } while (performance.now() < end);
  return best;
}

/** CPU time divided by wall time since the call. */
export function threadsUsed(): () => number {
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000 / (performance.now() - began);
  };
}

/** The last line of a peer's output is its answer. */
export const answer = (figures: Figures): void => {
  process.stdout.write(`\n${JSON.stringify(figures)}\n`, () => process.exit(0));
};
