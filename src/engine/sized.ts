import { Problem, TensorwireError } from '../errors';
import { isBeyondLimits, mixing } from '../graph';
import type { Feeds } from '../spec';
import type { Program, Results } from './engine';
import { type OnnxModel, readOnnx, type Sizes } from './ort';
import { openModel } from './wasm';

/** Sizes for which a program is kept. */
const KEPT = 8;

/**
 * A file that cannot be read with an open batch, because what it computes depends on how many rows there are or because
 * more than the batch is open: it is read anew for the sizes that come, and all its rows are one run.
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

/** What a file is tried with, where its batch and what else is open cannot stay so. */
const TRIED = [1, 8];

/** A file read by us: with an open batch where that can be, else for the sizes that come. */
export interface Ours {
  /** compiles it */
  open(): Program;
  /** null: it cannot be read with an open batch */
  readonly model: OnnxModel | null;
  /** why its rows have to do with each other, or null: they have not */
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
    return false;
  }
}
