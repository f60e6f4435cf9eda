import { TensorwireError } from '../../errors';
import type { DType, Graph, GraphNode, StepGraph } from '../../graph/types';
import type { Engine, Feeds, HostTensor, Program, Results } from '../engine';
import { feedOf, nameOf, readSizes } from '../feeds';
import { lowered } from './lower';
import { type Compiled, compile, type Task } from './module';
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
  private disposed = false;

  protected constructor(protected readonly task: Task) {}

  abstract runNow(feeds: Feeds): Results;
  async run(feeds: Feeds): Promise<Results> {
    return this.runNow(feeds);
  }
  async dispose(): Promise<void> {
    this.disposed = true;
    this.compiled.clear();
  }

  /** The module for a batch of N. */
  protected for(N: number, prepare: (compiled: Compiled) => void = () => {}): Compiled {
    if (this.disposed) throw new TensorwireError(SUBJECT, 'this program was disposed and cannot run');
    let found = this.compiled.get(N);
    if (!found) {
      found = compile(this.task, N, SUBJECT);
      prepare(found);
      const [oldest] = this.compiled.keys();
      if (this.compiled.size >= KEPT) this.compiled.delete(oldest!);
      this.compiled.set(N, found);
    }
    return found;
  }
}

class GraphProgram extends WasmProgram {
  private readonly fed: readonly GraphNode[];
  private readonly names: readonly string[];
  /** the caller may go on to use the arrays that it gave */
  private readonly weights: Feeds;

  constructor(graph: Graph, weights: Feeds) {
    const isWeight = (input: GraphNode) => nameOf(input) in weights;
    const fixed = graph.inputs.filter(isWeight);
    readSizes(SUBJECT, fixed, new Set(), weights);
    const fed = graph.inputs.filter(input => !isWeight(input));
    super({ fed, lasting: fixed, pairs: [], outputs: lowered(Object.values(graph.outputs)) });
    this.fed = fed;
    this.names = Object.keys(graph.outputs);
    this.weights = Object.fromEntries(
      Object.entries(weights).map(([name, { data, ...rest }]) => [name, { ...rest, data: data.slice() }]),
    );
  }

  runNow(feeds: Feeds): Results {
    const { fed, task, names } = this;
    const { N } = readSizes(SUBJECT, fed, new Set(), feeds);
    const compiled = this.for(N, made => {
      for (const input of task.lasting) put(made, input, feedOf(SUBJECT, input, this.weights));
    });
    for (const input of fed) put(compiled, input, feedOf(SUBJECT, input, feeds));
    compiled.once();
    return Object.fromEntries(names.map((name, i) => [name, take(compiled, compiled.results.get(task.outputs[i]!)!)]));
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
    super({
      fed,
      lasting: state.map(s => s.input),
      pairs: state.map(({ input }, i) => ({ state: input, next: all[i]! })),
      outputs: all.slice(state.length),
    });
    this.perStep = new Set(fed);
    this.names = Object.keys(outputs);
  }

  runNow(feeds: Feeds): Results {
    const { task, perStep, names } = this;
    const { N, K } = readSizes(SUBJECT, [...task.fed, ...task.lasting], perStep, feeds);
    const compiled = this.for(N);
    const { memory, inputs, results: found, staging } = compiled;
    const perRun = [...task.fed.map(node => inputs.get(node)!), ...found.values()];
    const needed = staging + K * perRun.reduce((total, { storage }) => total + storage.bytes, 0);
    const missing = needed - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));

    let at = staging;
    for (const input of task.fed) {
      write(memory, at, feedOf(SUBJECT, input, feeds));
      at += K * inputs.get(input)!.storage.bytes;
    }
    for (const input of task.lasting) put(compiled, input, feedOf(SUBJECT, input, feeds));
    compiled.begin();
    compiled.steps(K);
    const results: Record<string, HostTensor> = {};
    for (const { state, next } of task.pairs) if (next !== state) results[nameOf(state)] = take(compiled, inputs.get(state)!);
    for (const { state, next } of task.pairs) if (next === state) results[nameOf(state)] = feedOf(SUBJECT, state, feeds);
    const stacks = new Map<GraphNode, HostTensor>();
    for (const [node, { storage, shape, dtype }] of found) {
      stacks.set(node, read(memory, at, [K, ...shape], dtype));
      at += K * storage.bytes;
    }
    names.forEach((name, i) => {
      results[name] = stacks.get(task.outputs[i]!)!;
    });
    return results;
  }
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const put = ({ memory, inputs }: Compiled, node: GraphNode, feed: HostTensor): void =>
  write(memory, addressOf(inputs.get(node)!), feed);
const take = ({ memory }: Compiled, value: Value): HostTensor =>
  read(memory, addressOf(value), value.shape, value.dtype);
const addressOf = ({ storage, offset }: Value): number => storage.address + offset * 4;

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
