import { TensorwireError } from '../../errors';
import type { DType, Graph, GraphNode, StepGraph } from '../../graph/types';
import type { Engine, Feeds, HostTensor, Program, Results } from '../engine';
import { feedOf, nameOf, readSizes } from '../feeds';
import { lowered } from './lower';
import { type Compiled, compile, Home, type Task } from './module';
import type { Value } from './value';

/** The engine that compiles a graph to WebAssembly, for each batch size that comes. */
export const wasmEngine: Engine = {
  name: 'wasm',
  compile: async (graph, weights = {}) => new GraphProgram(graph, weights),
  compileLoop: async step => new StepProgram(step),
};

const SUBJECT = 'engine wasm';
/** Batch sizes for which a module is kept: the usual one, that of a last batch, a single row. */
const KEPT = 4;

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

class GraphProgram extends WasmProgram {
  private readonly names: readonly string[];

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
    const { task, names } = this;
    const { N } = readSizes(SUBJECT, task.fed, new Set(), feeds);
    const { inputs, results, once } = this.for(N);
    for (const input of task.fed) this.put(inputs.get(input)!, feedOf(SUBJECT, input, feeds));
    once();
    return Object.fromEntries(names.map((name, i) => [name, this.take(results.get(task.outputs[i]!)!)]));
  }
}

class StepProgram extends WasmProgram {
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
  if (dtype === 'float32') return { data: new Float32Array(memory.buffer, address, length).slice(), shape: [...shape], dtype };
  const words = new Int32Array(memory.buffer, address, length);
  return { data: dtype === 'bool' ? Uint8Array.from(words, w => w & 1) : words.slice(), shape: [...shape], dtype };
}
