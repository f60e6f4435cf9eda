import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashUniform } from '../src/graph';
import { BATCH, type BenchModel } from './models';
import { firstWeights, missingLayers, type Product, productsOf } from './network';

/** What a peer is asked to do: a JSON file, beside it the data and the first weights as raw numbers. */
export interface Task {
  readonly model: BenchModel;
  readonly batch: number;
  /** rows of the first steps, taken in order: their mean loss must be every peer's */
  readonly checkRows: number;
  /** how long each measurement may take */
  readonly seconds: number;
  /** float32 (int32 where the model has tokens) [rows, …shape]; float32 [rows, units]; float32, one weight after the other */
  readonly files: { readonly x: string; readonly y: string; readonly weights: string };
  readonly weights: readonly { readonly layer: string; readonly shape: readonly number[] }[];
  readonly products: readonly Product[] | null;
}

/** What a peer answers. Where it has several ways to do a thing, each; the best counts. Milliseconds. */
export interface Figures {
  /** mean loss of the first steps, in the order of the rows, from the given weights */
  readonly loss?: number;
  /** when the first training step was done, since the epoch of Date.now() */
  readonly firstStepAt?: number;
  readonly firstStep?: number;
  readonly step: Readonly<Record<string, number>>;
  readonly predictOne?: Readonly<Record<string, number>>;
  readonly rowsPerSecond?: number;
  /** bytes: the most that the process held until its training ended */
  readonly memory?: number | null;
  /** processor time by wall time while it trained: 1 is one thread */
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

/** Classes as one-hot rows, yes or no, or numbers. */
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

/** The most memory that a process held so far, in bytes; null where the system does not say. */
export function peakMemory(pid: number | 'self' = 'self'): number | null {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
  } catch {
    return null;
  }
}

/** The least milliseconds of one call, taken over short rounds until the time is over. */
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

/** Processor time by wall time since it was made. */
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
