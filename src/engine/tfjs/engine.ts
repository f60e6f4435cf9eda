import { about, TensorwireError } from '../../errors';
import { inputName } from '../../graph';
import type { Graph, GraphNode, StepGraph } from '../../graph/types';
import type { DType, Feeds, HostTensor } from '../../spec';
import type { Engine, EngineName, Program } from '../engine';
import { feedOf, readSizes } from '../feeds';
import { Interpreter, lowering } from './interpreter';
import type { Tensor, TensorFlow } from './tensorflow';

/** The engine that interprets graphs with a given TensorFlow.js. */
export const tfjsEngine = (tf: TensorFlow, name: EngineName): Engine => ({
  name,
  lowering,
  compile: async (graph, weights = {}) => new GraphProgram(tf, `engine ${name}`, graph, weights),
  compileLoop: async step => new StepProgram(tf, `engine ${name}`, step),
});

/** What both kinds of program share: a disposed program does not run, and dispose waits for pending runs. */
abstract class TfjsProgram implements Program {
  private disposed = false;
  private readonly running = new Set<Promise<unknown>>();

  protected constructor(
    protected readonly tf: TensorFlow,
    protected readonly subject: string,
    protected readonly interpreter: Interpreter,
    /** names of the results, in the order of `compute` */
    private readonly names: readonly string[],
  ) {}

  /** The results as tensors; called within `tidy`. */
  protected abstract compute(feeds: Feeds): Tensor[];

  async run(feeds: Feeds): Promise<Record<string, HostTensor>> {
    if (this.disposed) throw new TensorwireError(this.subject, 'this program was disposed and cannot run');
    const tensors = about(this.subject, () => this.tf.tidy(() => this.compute(feeds)));
    const reading = Promise.all(tensors.map(tensor => tensor.data()));
    this.running.add(reading);
    try {
      const data = await reading;
      const results = this.names.map((name, i): [string, HostTensor] => {
        const { shape, dtype } = tensors[i]!;
        return [name, { data: data[i]!, shape, dtype: dtype as DType }];
      });
      return Object.fromEntries(results);
    } finally {
      for (const tensor of tensors) tensor.dispose();
      this.running.delete(reading);
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    await Promise.allSettled(this.running);
    this.interpreter.dispose();
  }
}

class GraphProgram extends TfjsProgram {
  private readonly fed: readonly GraphNode[];

  constructor(tf: TensorFlow, subject: string, graph: Graph, weights: Feeds) {
    const isWeight = (input: GraphNode) => Object.hasOwn(weights, inputName(input));
    const fixed = graph.inputs.filter(isWeight);
    about(subject, () => readSizes(fixed, new Set(), weights));
    // copied, because TensorFlow.js keeps the array, and the caller may change it
    const copy = ({ data, ...rest }: HostTensor): HostTensor => ({ ...rest, data: data.slice() });
    const known = new Map(fixed.map(input => [input, toTensor(tf, copy(feedOf(input, weights)))]));
    super(tf, subject, new Interpreter(tf, Object.values(graph.outputs), known), Object.keys(graph.outputs));
    this.fed = graph.inputs.filter(input => !isWeight(input));
  }

  protected compute(feeds: Feeds): Tensor[] {
    const { tf, fed } = this;
    const { N } = readSizes(fed, new Set(), feeds);
    return this.interpreter.run(new Map(fed.map(input => [input, toTensor(tf, feedOf(input, feeds))])), N);
  }
}

class StepProgram extends TfjsProgram {
  private readonly perStep: ReadonlySet<GraphNode>;

  constructor(
    tf: TensorFlow,
    subject: string,
    private readonly step: StepGraph,
  ) {
    const { data, scalars, state, outputs } = step;
    const names = [...state.map(s => inputName(s.input)), ...Object.keys(outputs)];
    super(tf, subject, new Interpreter(tf, [...state.map(s => s.next), ...Object.values(outputs)]), names);
    this.perStep = new Set([...data, ...scalars]);
  }

  /** Runs one step after the other; the state of one goes into the next. */
  protected compute(feeds: Feeds): Tensor[] {
    const { tf, perStep, interpreter } = this;
    const inputs = this.step.state.map(s => s.input);
    const { N, K } = readSizes([...perStep, ...inputs], perStep, feeds);
    let state = inputs.map(input => toTensor(tf, feedOf(input, feeds)));
    const outputs: Tensor[][] = [];
    for (let k = 0; k < K; k++) {
      const fed = new Map([...perStep].map(input => [input, toTensor(tf, part(feedOf(input, feeds), k, K))]));
      inputs.forEach((input, i) => {
        fed.set(input, state[i]!);
      });
      const results = interpreter.run(fed, N);
      for (const tensor of fed.values()) tensor.dispose();
      state = results.slice(0, inputs.length);
      outputs.push(results.slice(inputs.length));
    }
    return [...state, ...outputs[0]!.map((_, i) => tf.stack(outputs.map(step => step[i]!)))];
  }
}

const toTensor = (tf: TensorFlow, { data, shape, dtype }: HostTensor): Tensor => tf.tensor(data, [...shape], dtype);

/** Step k of feeds for K steps, without a copy. */
function part({ data, shape, dtype }: HostTensor, k: number, K: number): HostTensor {
  const length = data.length / K;
  return { data: data.subarray(k * length, (k + 1) * length), shape: shape.slice(1), dtype };
}
