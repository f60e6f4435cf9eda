import { Problem, TensorwireError } from '../errors';
import { isBeyondLimits, mixing } from '../graph';
import type { Feeds } from '../spec';
import type { Program, Results } from './engine';
import { type OnnxModel, readOnnx, type Sizes } from './ort';
import { openModel } from './wasm';

/** Programs are kept for this many sizes. */
const KEPT = 8;

/**
 * A file that cannot be read with a symbolic batch, because its result depends on the number of rows, or because more
 * than the batch is symbolic. It is read again for each new set of sizes, and all its rows are one run.
 */
class SizedProgram implements Program {
  private readonly programs = new Map<string, Program>();
  private disposed = false;

  constructor(private readonly onnx: Uint8Array) {}

  async run(feeds: Feeds): Promise<Results> {
    return this.for(feeds).run(feeds);
  }

  private for(feeds: Feeds): Program {
    if (this.disposed) throw new TensorwireError('engine wasm', 'this program was disposed and cannot run');
    const sizes: Sizes = Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape]));
    const key = JSON.stringify(sizes);
    const known = this.programs.get(key);
    if (known) return known;
    if (this.programs.size >= KEPT) this.forget();
    const { graph, weights } = readOnnx(this.onnx, sizes);
    const made = openModel(graph, weights);
    this.programs.set(key, made);
    return made;
  }

  private forget(): void {
    for (const program of this.programs.values()) void program.dispose();
    this.programs.clear();
  }
  async dispose(): Promise<void> {
    this.disposed = true;
    this.forget();
  }
}

/** Values to try a file with if its batch and other symbolic dimensions cannot stay symbolic. */
const TRIED = [1, 8];

/** A file read by us: with a symbolic batch if possible, else for the sizes that come. */
export interface Ours {
  /** compiles it */
  open(): Program;
  /** null: it cannot be read with a symbolic batch */
  readonly model: OnnxModel | null;
  /** why its rows are not independent, or null: they are */
  readonly mixes: string | null;
}

export function readOurs(onnx: Uint8Array): Ours {
  let model: OnnxModel;
  try {
    model = readOnnx(onnx);
  } catch (error) {
    const sized = error instanceof Problem && !isBeyondLimits(error) && TRIED.some(size => reads(onnx, size));
    if (!sized) throw error;
    return { open: () => new SizedProgram(onnx), model: null, mixes: error.problem };
  }
  const { graph, weights } = model;
  const meet = mixing(Object.values(graph.outputs));
  const mixes = meet && `${meet.scope || 'graph'}: ${meet.op.name} reads other rows of the batch, or their number`;
  return { open: () => openModel(graph, weights), model, mixes };
}

function reads(onnx: Uint8Array, size: number): boolean {
  try {
    readOnnx(onnx, size);
    return true;
  } catch {
    return false; // the error without a size is the one to tell
  }
}
