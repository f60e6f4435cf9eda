import { about, TensorwireError } from '../../errors';
import { inputName, mixing } from '../../graph';
import type { Graph, GraphNode, StepGraph } from '../../graph/types';
import type { Feeds, HostTensor } from '../../spec';
import type { Program, Results } from '../engine';
import { feedOf, readSizes } from '../feeds';
import { type Built, type Running, read, slotOf, start, write } from './built';
import type { Compile, Compiled, Task } from './compile';
import { type FedRow, MOST_ROWS, RowsRunner, type Source } from './rows';
import { SharedMemory } from './shared-memory';
import { MEMORY, SHIPPED, type Shipped } from './shipped';
import type { View } from './view';

const SUBJECT = 'engine wasm';
/** Modules are kept for this many batch sizes: the usual one, that of a last batch. */
const KEPT = 8;

abstract class WasmProgram implements Program {
  private readonly compiled = new Map<number, Compiled & Running>();
  protected readonly home: SharedMemory;
  private disposed = false;

  protected constructor(
    protected readonly task: Task,
    lasting: readonly GraphNode[],
    private readonly compile: Compile,
  ) {
    this.home = new SharedMemory(lasting);
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
  protected for(N: number): Compiled & Running {
    if (this.disposed) throw new TensorwireError(SUBJECT, 'this program was disposed and cannot run');
    const { compiled, home } = this;
    const known = compiled.get(N);
    if (known) return known;
    if (compiled.size >= KEPT) compiled.clear();
    const made = this.compileFor(N);
    home.reach(made.built.end);
    const running = { ...made, ...start(made.built, home.memory) };
    compiled.set(N, running);
    return running;
  }
  protected compileFor(N: number): Compiled {
    return this.compile(this.task, N, this.home, this.end);
  }
  /** the end of the parts of all modules */
  protected get end(): number {
    return Math.max(this.home.end, ...[...this.compiled.values()].map(c => c.built.end));
  }

  protected put({ storage }: View, feed: HostTensor): void {
    write(this.home.memory, storage.address, feed);
  }
}

export class GraphProgram extends WasmProgram {
  readonly names: readonly string[];

  constructor(graph: Graph, weights: Feeds, compile: Compile) {
    const isWeight = (input: GraphNode) => Object.hasOwn(weights, inputName(input));
    const fixed = graph.inputs.filter(isWeight);
    about(SUBJECT, () => readSizes(fixed, new Set(), weights));
    const fed = graph.inputs.filter(input => !isWeight(input));
    super({ fed, pairs: [], outputs: Object.values(graph.outputs) }, fixed, compile);
    this.names = Object.keys(graph.outputs);
    for (const [input, value] of this.home.lasting) this.put(value, feedOf(input, weights));
  }

  runNow(feeds: Feeds): Results {
    const { N } = about(SUBJECT, () => readSizes(this.task.fed, new Set(), feeds));
    return this.compute(N, feeds);
  }
  protected compute(N: number, feeds: Feeds): Results {
    const { inputs, results, once } = this.for(N);
    const found: Results = {};
    for (const input of this.task.fed) this.put(inputs.get(input)!, feeds[inputName(input)]!);
    once();
    this.names.forEach((name, i) => {
      found[name] = read(this.home.memory, slotOf(results.get(this.task.outputs[i]!)!));
    });
    return found;
  }
}

/** Does every input and output have one row per row of the batch, independent of the others? */
export function isByRows({ inputs, outputs }: Graph, weights: Feeds): boolean {
  const fed = inputs.filter(input => !Object.hasOwn(weights, inputName(input)));
  const results = Object.values(outputs);
  return fed.length > 0 && [...fed, ...results].every(({ shape }) => shape[0] === 'N') && mixing(results) === null;
}

/** A model with independent rows, compiled for the numbers of rows that are requested. */
export class RowsProgram extends RowsRunner {
  private readonly compiling: Compiling;

  constructor(graph: Graph, weights: Feeds, compile: Compile) {
    const compiling = new Compiling(graph, weights, compile);
    super(compiling);
    this.compiling = compiling;
  }

  /** Everything that another thread needs to run it, or null if that is too large. */
  ship(): Shipped | null {
    return this.compiling.ship();
  }
}

/** Milliseconds for compiling modules of more than one row: a model that takes longer is run in smaller pieces. */
const COMPILING = 500;

/** Compiles for each number of rows; each module has its own part of memory. */
class Compiling extends GraphProgram implements Source {
  readonly fed: readonly FedRow[];
  private readonly built = new Map<number, Built>();

  constructor(graph: Graph, weights: Feeds, compile: Compile) {
    super(graph, weights, compile);
    this.fed = this.task.fed.map(node => ({
      name: inputName(node),
      shape: node.shape.slice(1) as number[],
      dtype: node.dtype,
    }));
  }
  get memory(): WebAssembly.Memory {
    return this.home.memory;
  }
  protected override get end(): number {
    return Math.max(this.home.end, ...[...this.built.values()].map(({ end }) => end));
  }
  build(rows: number): Built {
    const known = this.built.get(rows);
    if (known) return known;
    const { built } = this.compileFor(rows);
    this.built.set(rows, built);
    this.home.reach(built.end);
    return built;
  }

  ship(): Shipped | null {
    const parts: [rows: number, built: Built][] = [];
    const began = performance.now();
    let constants = 0;
    for (let rows = 1; rows <= MOST_ROWS && performance.now() - began < COMPILING; rows *= 2) {
      const known = this.built.get(rows) ?? this.compileOnly(rows);
      for (const { words } of known.constants) constants += words.byteLength;
      if (rows > 1 && (constants > SHIPPED || known.end > MEMORY)) break;
      parts.push([rows, known]);
    }
    if (constants + this.home.end > SHIPPED) return null;
    const { fed, names } = this;
    return { fed, names, parts, lasting: this.memory.buffer.slice(0, this.home.end) };
  }
  /** the other thread has its own memory */
  private compileOnly(rows: number): Built {
    const { built } = this.compileFor(rows);
    this.built.set(rows, built);
    return built;
  }
}

export class StepProgram extends WasmProgram {
  private readonly perStep: ReadonlySet<GraphNode>;
  private readonly names: readonly string[];

  constructor({ data, scalars, state, outputs }: StepGraph, compile: Compile) {
    const fed = [...data, ...scalars];
    if (fed.length === 0)
      throw new TensorwireError('step', 'needs data or scalars, whose first dimension is the number of steps');
    const pairs = state.map(({ input, next }) => ({ state: input, next }));
    super(
      { fed, pairs, outputs: Object.values(outputs) },
      state.map(s => s.input),
      compile,
    );
    this.perStep = new Set(fed);
    this.names = Object.keys(outputs);
  }

  runNow(feeds: Feeds): Results {
    const { task, home, names } = this;
    const { lasting, memory } = home;
    const { N, K } = about(SUBJECT, () => readSizes([...task.fed, ...lasting.keys()], this.perStep, feeds));
    const { inputs, results, begin, steps } = this.for(N);
    const bytes = [...task.fed.map(input => inputs.get(input)!), ...results.values()].map(v => v.storage.bytes);
    const staging = this.end;
    home.reach(staging + K * bytes.reduce((a, b) => a + b, 0));

    for (const [input, value] of lasting) this.put(value, feedOf(input, feeds));
    let at = staging;
    for (const input of task.fed) {
      write(memory, at, feedOf(input, feeds));
      at += K * inputs.get(input)!.storage.bytes;
    }
    begin();
    if (K > 0) steps(K, staging);
    const found: Record<string, HostTensor> = {};
    for (const { state, next } of task.pairs)
      found[inputName(state)] = next === state ? feedOf(state, feeds) : read(memory, slotOf(lasting.get(state)!));
    const stacks = new Map<GraphNode, HostTensor>();
    for (const [node, { storage, shape, dtype }] of results) {
      stacks.set(node, read(memory, { address: at, shape: [K, ...shape], dtype }));
      at += K * storage.bytes;
    }
    names.forEach((name, i) => {
      found[name] = stacks.get(task.outputs[i]!)!;
    });
    return found;
  }
}
