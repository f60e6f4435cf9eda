import type { Shape } from '../../graph/types';
import { AttributeType, DataType, type ElementType, type Message } from '../schema';
import type { OnnxAttribute, OnnxAttributes } from './lowering/rule';

export type NumberArray = Float32Array | Int32Array | Uint8Array | BigInt64Array | Uint32Array;

export interface NodeOptions {
  readonly attributes?: OnnxAttributes;
  readonly outputs?: number;
  /** fixed names of the outputs instead of the node's own */
  readonly names?: readonly string[];
  readonly body?: { readonly name: string; readonly graph: Message<'Graph'> };
}

/**
 * Collects the nodes, constants, inputs and outputs of one ONNX graph. Nodes and values share one name, `scope/Type` or
 * `scope/Type_2`, unique in the whole model: a subgraph sees the names around it and must not hide them.
 */
export class GraphBuilder {
  readonly nodes: Message<'Node'>[] = [];
  readonly initializers: Message<'Tensor'>[] = [];
  readonly inputs: Message<'ValueInfo'>[] = [];
  readonly outputs: Message<'ValueInfo'>[] = [];
  private readonly constants = new Map<string, string>();
  private readonly counts: Map<string, number>;

  constructor(
    readonly name: string,
    private readonly parent?: GraphBuilder,
  ) {
    this.counts = parent?.counts ?? new Map();
  }

  /** A name that is unique in the model. */
  unique(wanted: string): string {
    const n = (this.counts.get(wanted) ?? 0) + 1;
    this.counts.set(wanted, n);
    return n === 1 ? wanted : this.unique(`${wanted}_${n}`);
  }

  /** Appends a node for an ONNX operator or `domain.Operator`; returns the names of its outputs. */
  node(scope: string, opType: string, input: readonly string[], options: NodeOptions = {}): string[] {
    const name = this.unique(`${scope || 'graph'}/${opType}`);
    const count = options.outputs ?? 1;
    const output = options.names
      ? [...options.names]
      : count === 1
        ? [name]
        : Array.from({ length: count }, (_, i) => `${name}:${i}`);
    const attribute = Object.entries(options.attributes ?? {}).map(([key, value]) => attributeOf(key, value));
    if (options.body) attribute.push({ name: options.body.name, g: options.body.graph, type: AttributeType.graph });
    const [, domain, op] = /^(?:(.+)\.)?(.+)$/.exec(opType)!;
    this.nodes.push({ input, output, name, opType: op, ...(domain && { domain }), attribute });
    return output;
  }

  input(name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.inputs.push(valueInfo(name, type, shape));
  }
  output(name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** A named tensor, kept by reference until the file is written. */
  initializer(name: string, type: ElementType, dims: readonly number[], data: NumberArray): void {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ name, dataType: DataType[type], dims, rawData });
  }

  /** A constant; equal small ones are one tensor, also across subgraphs. */
  constant(type: ElementType, dims: readonly number[], data: NumberArray): string {
    const key = data.length <= 64 ? `${type}[${dims}]${data.join()}` : null;
    const known = key === null ? undefined : this.find(key);
    if (known) return known;
    const name = this.unique('constant');
    this.initializer(name, type, dims, data);
    if (key !== null) this.constants.set(key, name);
    return name;
  }
  private find(key: string): string | undefined {
    return this.constants.get(key) ?? this.parent?.find(key);
  }

  /** The finished graph; `renamed` gives values other names, such as those of the outputs. */
  build(renamed: ReadonlyMap<string, string> = new Map()): Message<'Graph'> {
    return {
      node: rename(this.nodes, renamed),
      name: this.name,
      initializer: this.initializers,
      input: this.inputs,
      output: this.outputs,
    };
  }
}

function rename(nodes: readonly Message<'Node'>[], names: ReadonlyMap<string, string>): readonly Message<'Node'>[] {
  if (names.size === 0) return nodes;
  const all = (values: readonly string[] = []) => values.map(value => names.get(value) ?? value);
  const inside = (a: Message<'Attribute'>) => (a.g ? { ...a, g: { ...a.g, node: rename(a.g.node ?? [], names) } } : a);
  return nodes.map(n => ({ ...n, input: all(n.input), output: all(n.output), attribute: n.attribute?.map(inside) }));
}

function attributeOf(name: string, value: OnnxAttribute): Message<'Attribute'> {
  if ('int' in value) return { name, i: value.int, type: AttributeType.int };
  if ('float' in value) return { name, f: value.float, type: AttributeType.float };
  if ('ints' in value) return { name, ints: value.ints, type: AttributeType.ints };
  return { name, s: value.string, type: AttributeType.string };
}

function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]): Message<'ValueInfo'> {
  const dim = shape.map(d => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType: DataType[type], shape: { dim } } } };
}

/** A shape as ONNX writes it: `N` stays a name, `4*N` becomes `4_N`. */
export const dimensions = (shape: Shape): (number | string)[] =>
  shape.map(d => (typeof d === 'number' ? d : d.replace('*', '_')));
