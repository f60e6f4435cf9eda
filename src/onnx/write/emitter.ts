import { TensorwireError } from '../../errors';
import { coefficient, inputName, isSymbolic, readResults, several, topological } from '../../graph';
import type { Dim, GraphNode, Shape } from '../../graph/types';
import type { HostTensor } from '../../spec';
import { DataType } from '../schema';
import { dimensions, GraphBuilder, type NumberArray } from './builder';
import { fuse } from './fuse';
import { lowerings } from './lowering';
import type { OnnxAttributes, OnnxEmitter, OnnxLowering, OnnxType } from './lowering/rule';

export interface EmitterOptions {
  /** the emitter of the outer graph: it computes shapes for a body once, instead of in every step */
  readonly around?: Emitter;
  readonly forTraining?: boolean;
  /** that compute a node together; default: any number */
  readonly threads?: number;
  /** is told which nodes are written as one, in order */
  readonly onFusion?: OnFusion;
}
export type OnFusion = (as: string, nodes: readonly GraphNode[]) => void;

const byName: Readonly<Record<string, OnnxLowering>> = lowerings;

/**
 * Writes graph nodes into a GraphBuilder, in topological order, each once. First, leaves (the graph's inputs) are bound
 * to names, and the batch to the name of an int64 vector [1].
 */
export class Emitter implements OnnxEmitter {
  private readonly values = new Map<GraphNode, string | readonly string[]>();
  private readonly shapes = new Map<string, string>();
  private results: ReadonlyMap<GraphNode, readonly number[]> = new Map();
  /** prefix of the names that are written */
  scope = '';
  private batch?: string;
  private readonly around: Emitter | undefined;
  readonly forTraining: boolean;
  readonly threads: number;
  private readonly onFusion: OnFusion | undefined;

  constructor(
    readonly builder: GraphBuilder,
    {
      around,
      forTraining = around?.forTraining ?? false,
      threads = around?.threads ?? Infinity,
      onFusion = around?.onFusion,
    }: EmitterOptions = {},
  ) {
    this.around = around;
    this.forTraining = forTraining;
    this.threads = threads;
    this.onFusion = onFusion;
  }

  bind(node: GraphNode, name: string): void {
    this.values.set(node, name);
  }
  /** Binds N to the value's shape, in which a given dimension is N or a multiple of it. */
  bindBatch(name: string, shape: Shape): void {
    const axis = shape.findIndex(isSymbolic);
    if (this.batch || axis < 0) return;
    const size = this.op('Shape', [name], { start: { int: axis }, end: { int: axis + 1 } });
    const k = coefficient(shape[axis]!);
    this.batch = k === 1 ? size : this.op('Div', [size, this.ints([k])]);
  }

  /**
   * Writes what the outputs need and returns their names. They are distinct, and never those of inputs or constants,
   * which ONNX does not allow as outputs of a graph.
   */
  emit(outputs: readonly GraphNode[]): string[] {
    const names = this.names(outputs);
    this.scope = 'output';
    const own = new Set(this.builder.nodes.flatMap(n => n.output!));
    const taken = new Set<string>();
    return names.map(value => {
      const name = own.has(value) && !taken.has(value) ? value : this.op('Identity', [value]);
      taken.add(name);
      return name;
    });
  }

  /** Writes what the nodes need and returns the names of their values. */
  names(outputs: readonly GraphNode[]): string[] {
    const order = topological(outputs, new Set(this.values.keys()));
    const { replaced, absorbed } = fuse(order, outputs, this.forTraining);
    this.results = readResults(order);
    const { scope } = this;
    for (const node of order) {
      if (this.values.has(node) || absorbed.has(node)) continue;
      this.scope = node.scope;
      const fusion = replaced.get(node);
      this.values.set(node, fusion ? fusion.write(this, input => this.value(input)) : this.write(node));
      const within = fusion?.absorbs.filter(other => absorbed.has(other)) ?? [];
      if (fusion && within.length > 0) this.onFusion?.(fusion.as, [...new Set(within), node]);
    }
    this.scope = scope;
    return outputs.map(output => this.value(output));
  }

  /** Writes one node, by default with its inputs, and returns the name of its value. */
  write(
    node: GraphNode,
    inputs: readonly string[] = node.inputs.flatMap(input => this.values.get(input)!),
  ): string | readonly string[] {
    const lowering = byName[node.op.name];
    if (!lowering) throw new TensorwireError(node.scope || 'graph', `ONNX has nothing for the op "${node.op.name}"`);
    return lowering(this, node, several(inputs));
  }
  private value(node: GraphNode): string {
    return this.values.get(node) as string;
  }

  op(type: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  op(type: string, inputs: readonly string[], attributes: OnnxAttributes, outputs: number): string[];
  op(type: string, inputs: readonly string[], attributes?: OnnxAttributes, outputs?: number): string | string[] {
    const names = this.builder.node(this.scope, type, inputs, { attributes, outputs });
    return outputs === undefined ? names[0]! : names;
  }
  withBody(
    type: string,
    inputs: readonly string[],
    attributes: OnnxAttributes,
    body: Parameters<OnnxEmitter['withBody']>[3],
  ): string[] {
    const builder = new GraphBuilder(this.builder.unique(`${this.scope || 'graph'}/body`), this.builder);
    const emitter = new Emitter(builder, { around: this });
    for (const [node, name] of body.outside) emitter.bind(node, name);
    for (const node of body.inputs) {
      const name = builder.unique(`${builder.name}/${inputName(node)}`);
      builder.input(name, node.dtype, dimensions(node.shape));
      emitter.bind(node, name);
    }
    const names = emitter.emit(body.outputs);
    for (const [i, { dtype, shape }] of body.outputs.entries()) builder.output(names[i]!, dtype, dimensions(shape));
    return this.builder.node(this.scope, type, inputs, {
      attributes,
      outputs: names.length,
      body: { name: 'body', graph: builder.build() },
    });
  }
  read(tuple: GraphNode): readonly number[] {
    return this.results.get(tuple) ?? [];
  }
  cast(x: string, to: OnnxType): string {
    return this.op('Cast', [x], { to: { int: DataType[to] } });
  }
  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.builder.constant('int64', shape, BigInt64Array.from(values, BigInt));
  }
  scalar(value: number, type: OnnxType): string {
    return this.builder.constant(type, [], typed(type, [value]));
  }
  constant({ dtype, shape, data }: HostTensor): string {
    return this.builder.constant(dtype, shape, data);
  }
  shape(shape: Shape): string {
    if (!shape.some(isSymbolic)) return this.ints(shape as number[]);
    if (this.around) return this.around.shape(shape);
    return this.once(`[${shape}]`, () =>
      shape.length === 1
        ? this.dimension(shape[0]!)
        : this.op(
            'Concat',
            shape.map(d => this.dimension(d)),
            { axis: { int: 0 } },
          ),
    );
  }
  sizeOf(dim: Dim): string {
    if (!isSymbolic(dim)) return this.scalar(dim, 'float32');
    if (this.around) return this.around.sizeOf(dim);
    return this.once(`size ${dim}`, () => {
      const ones = this.op('Expand', [this.scalar(1, 'float32'), this.dimension(dim)]);
      return this.op('ReduceSum', [ones], { keepdims: { int: 0 } });
    });
  }
  /** One dimension as an int64 vector [1]. */
  private dimension(dim: Dim): string {
    if (!isSymbolic(dim)) return this.ints([dim]);
    const { batch } = this;
    if (!batch)
      throw new TensorwireError(this.scope || 'graph', 'the batch size is needed, but no input has a batch dimension');
    if (dim === 'N') return batch;
    return this.once(dim, () => this.op('Mul', [batch, this.ints([coefficient(dim)])]));
  }
  private once(key: string, write: () => string): string {
    let name = this.shapes.get(key);
    if (!name) {
      const scope = this.scope;
      this.scope = 'shape';
      name = write();
      this.scope = scope;
      this.shapes.set(key, name);
    }
    return name;
  }
}

function typed(type: OnnxType, data: ArrayLike<number>): NumberArray {
  switch (type) {
    case 'float32':
      return data instanceof Float32Array ? data : Float32Array.from(data);
    case 'int32':
      return data instanceof Int32Array ? data : Int32Array.from(data);
    case 'int64':
      return BigInt64Array.from(Array.from(data, BigInt));
    case 'uint32':
      return Uint32Array.from(data);
    case 'bool':
      return Uint8Array.from(data);
  }
}
