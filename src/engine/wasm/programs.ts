import { TensorwireError } from '../../errors';
import { mixing, ofOneRow } from '../../graph';
import type { DType, Graph, GraphNode, StepGraph } from '../../graph/types';
import type { Feeds, HostTensor, Program, Results } from '../engine';
import { feedOf, nameOf, readSizes } from '../feeds';
import { Home } from './home';
import { lowered } from './lower';
import { type Compiled, compile, type Task } from './module';
import type { Value } from './value';

const SUBJECT = 'engine wasm';
/** Batch sizes for which a module is kept: the usual one, that of a last batch; of a model all powers of two. */
const KEPT = 8;

abstract class WasmProgram implements Program {
  private readonly compiled = new Map<number, Compiled>();
  protected readonly home: Home;
  private disposed = false;

  protected constructor(
    protected readonly task: Task,
    lasting: readonly GraphNode[],
  ) {
    this.home = new Home(lasting);
  }

  abstract runNow(feeds: Feeds): Results;
  async run(feeds: Feeds): Promise<Results> {
    return this.runNow(feeds);
  }
  async dispose(): Promise<void> {
    this.disposed = true;
    this.compiled.clear();
  }

  /** The module for a batch of N. */
  protected for(N: number): Compiled {
    if (this.disposed) throw new TensorwireError(SUBJECT, 'this program was disposed and cannot run');
    const { compiled, home } = this;
    const known = compiled.get(N);
    if (known) return known;
    if (compiled.size >= KEPT) compiled.clear();
    const made = compile(this.task, N, home, this.end, SUBJECT);
    compiled.set(N, made);
    return made;
  }
  /** where the parts of all modules end */
  protected get end(): number {
    return Math.max(this.home.end, ...[...this.compiled.values()].map(c => c.end));
  }

  protected put({ storage }: Value, feed: HostTensor): void {
    write(this.home.memory, storage.address, feed);
  }
  protected take({ storage, shape, dtype }: Value): HostTensor {
    return read(this.home.memory, storage.address, shape, dtype);
  }
}

export class GraphProgram extends WasmProgram {
  protected readonly names: readonly string[];

  constructor(graph: Graph, weights: Feeds) {
    const isWeight = (input: GraphNode) => nameOf(input) in weights;
    const fixed = graph.inputs.filter(isWeight);
    readSizes(SUBJECT, fixed, new Set(), weights);
    const fed = graph.inputs.filter(input => !isWeight(input));
    super({ fed, pairs: [], outputs: lowered(Object.values(graph.outputs)) }, fixed);
    this.names = Object.keys(graph.outputs);
    for (const [input, value] of this.home.lasting) this.put(value, feedOf(SUBJECT, input, weights));
  }

  runNow(feeds: Feeds): Results {
    const { N } = readSizes(SUBJECT, this.task.fed, new Set(), feeds);
    return this.compute(N, feeds);
  }
  protected compute(N: number, feeds: Feeds): Results {
    const { inputs, results, once } = this.for(N);
    const found: Results = {};
    for (const input of this.task.fed) this.put(inputs.get(input)!, feeds[nameOf(input)]!);
    once();
    this.names.forEach((name, i) => {
      found[name] = this.take(results.get(this.task.outputs[i]!)!);
    });
    return found;
  }
}

/** Rows at a time, at most; any number of them is computed in pieces of powers of two. */
const MOST_ROWS = 64;

/** A model for inference, whose rows have nothing to do with each other: [N, …] → [N, …]. */
export class RowsProgram extends GraphProgram {
  /** numbers of one row of each input */
  private readonly widths: readonly number[];

  constructor(graph: Graph, weights: Feeds) {
    super(graph, weights);
    this.widths = this.task.fed.map(input => ofOneRow(input.shape));
  }

  /** Are all rows rows of the batch, which have nothing to do with each other? */
  static fits({ inputs, outputs }: Graph, weights: Feeds): boolean {
    const fed = inputs.filter(input => !(nameOf(input) in weights));
    const results = Object.values(outputs);
    return fed.length > 0 && [...fed, ...results].every(({ shape }) => shape[0] === 'N') && mixing(results) === null;
  }

  override runNow(feeds: Feeds): Results {
    const N = this.countOf(feeds);
    if (N <= 1) return this.compute(N, feeds);
    const pieces: Results[] = [];
    for (let from = 0, size = 1; from < N; from += size) {
      size = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(N - from)));
      pieces.push(this.compute(size, rowsOf(feeds, this.task.fed, from, size)));
    }
    return pieces.length === 1 ? pieces[0]! : together(pieces, N);
  }

  /** The rows that are fed: a quick look where all is as it should be, and the whole check where it is not. */
  private countOf(feeds: Feeds): number {
    const { fed } = this.task;
    const rows = feeds[nameOf(fed[0]!)]?.shape[0] ?? 0;
    const right = fed.every((input, i) => {
      const feed = feeds[nameOf(input)];
      if (!feed || feed.dtype !== input.dtype || feed.data.length !== rows * this.widths[i]!) return false;
      const { shape } = feed;
      if (shape[0] !== rows || shape.length !== input.shape.length) return false;
      for (let axis = 1; axis < shape.length; axis++) if (shape[axis] !== input.shape[axis]) return false;
      return true;
    });
    return right ? rows : readSizes(SUBJECT, fed, new Set(), feeds).N;
  }
}

/** Some rows of what is fed, without a copy. */
function rowsOf(feeds: Feeds, fed: readonly GraphNode[], from: number, rows: number): Feeds {
  const found: Record<string, HostTensor> = {};
  for (const input of fed) {
    const { data, shape, dtype } = feeds[nameOf(input)]!;
    const width = data.length / shape[0]!;
    const numbers = data.subarray(from * width, (from + rows) * width);
    found[nameOf(input)] = { data: numbers, shape: [rows, ...shape.slice(1)], dtype };
  }
  return found;
}

function together(pieces: readonly Results[], rows: number): Results {
  const found: Results = {};
  for (const [name, { data, shape, dtype }] of Object.entries(pieces[0]!)) {
    const all = new (data.constructor as Float32ArrayConstructor)((data.length / shape[0]!) * rows);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece[name]!.data, at);
      at += piece[name]!.data.length;
    }
    found[name] = { data: all, shape: [rows, ...shape.slice(1)], dtype };
  }
  return found;
}

export class StepProgram extends WasmProgram {
  private readonly perStep: ReadonlySet<GraphNode>;
  private readonly names: readonly string[];

  constructor({ data, scalars, state, outputs }: StepGraph) {
    const fed = [...data, ...scalars];
    if (fed.length === 0)
      throw new TensorwireError('step', 'needs data or scalars, whose first dimension is the number of steps');
    const all = lowered([...state.map(s => s.next), ...Object.values(outputs)]);
    const pairs = state.map(({ input }, i) => ({ state: input, next: all[i]! }));
    super(
      { fed, pairs, outputs: all.slice(state.length) },
      state.map(s => s.input),
    );
    this.perStep = new Set(fed);
    this.names = Object.keys(outputs);
  }

  runNow(feeds: Feeds): Results {
    const { task, home, names } = this;
    const { lasting, memory } = home;
    const { N, K } = readSizes(SUBJECT, [...task.fed, ...lasting.keys()], this.perStep, feeds);
    const { inputs, results, begin, steps } = this.for(N);
    const bytes = [...task.fed.map(input => inputs.get(input)!), ...results.values()].map(v => v.storage.bytes);
    const staging = this.end;
    home.reach(staging + K * bytes.reduce((a, b) => a + b, 0));

    for (const [input, value] of lasting) this.put(value, feedOf(SUBJECT, input, feeds));
    let at = staging;
    for (const input of task.fed) {
      write(memory, at, feedOf(SUBJECT, input, feeds));
      at += K * inputs.get(input)!.storage.bytes;
    }
    begin();
    if (K > 0) steps(K, staging);
    const found: Record<string, HostTensor> = {};
    for (const { state, next } of task.pairs)
      found[nameOf(state)] = next === state ? feedOf(SUBJECT, state, feeds) : this.take(lasting.get(state)!);
    const stacks = new Map<GraphNode, HostTensor>();
    for (const [node, { storage, shape, dtype }] of results) {
      stacks.set(node, read(memory, at, [K, ...shape], dtype));
      at += K * storage.bytes;
    }
    names.forEach((name, i) => {
      found[name] = stacks.get(task.outputs[i]!)!;
    });
    return found;
  }
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function write(memory: WebAssembly.Memory, address: number, { data, dtype }: HostTensor): void {
  if (dtype === 'float32') new Float32Array(memory.buffer, address, data.length).set(data);
  else if (dtype === 'int32') new Int32Array(memory.buffer, address, data.length).set(data);
  else new Int32Array(memory.buffer, address, data.length).set(Int32Array.from(data, v => -Number(v !== 0)));
}

function read(memory: WebAssembly.Memory, address: number, shape: readonly number[], dtype: DType): HostTensor {
  const length = count(shape);
  if (dtype === 'float32')
    return { data: new Float32Array(memory.buffer, address, length).slice(), shape: [...shape], dtype };
  const words = new Int32Array(memory.buffer, address, length);
  return { data: dtype === 'bool' ? Uint8Array.from(words, w => w & 1) : words.slice(), shape: [...shape], dtype };
}
