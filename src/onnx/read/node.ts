import { axisOf } from '../../graph';
import type { Dim, GraphNode, Shape } from '../../graph/types';
import { DataType, type Message } from '../schema';
import { readTensor } from './tensor';
import { isKnown, type Known, numbersOf, refused, shapeOf, type Value, type Weights } from './value';

/** What a node of the file is read with. */
export interface Surroundings {
  readonly opset: number;
  readonly weights: Weights;
  /** Reads a body of the node, which can use outer values: from the values of its inputs to those of its outputs. */
  body(graph: Message<'Graph'>, inputs: readonly GraphNode[], types: readonly number[]): GraphNode[];
}

/** Reads one op: from a node of the file to its value, or to one value per output. */
export type Row = (node: OnnxNode) => Value | readonly Value[];
export type Rows = Readonly<Record<string, Row>>;

/** A node of the file: its inputs, and its attributes by name and kind. */
export class OnnxNode {
  private readonly attributes: ReadonlyMap<string, Message<'Attribute'>>;

  constructor(
    private readonly message: Message<'Node'>,
    private readonly values: readonly (Value | null)[],
    private readonly types: readonly number[],
    readonly around: Surroundings,
  ) {
    this.attributes = new Map((message.attribute ?? []).map(a => [a.name ?? '', a]));
  }

  get op(): string {
    return this.message.opType ?? '';
  }
  get opset(): number {
    return this.around.opset;
  }
  /** number of its results */
  get outputs(): number {
    return this.message.output?.length ?? 0;
  }
  /** name of its first result, unique in the file */
  get result(): string {
    return this.message.output?.[0] ?? '';
  }

  /** Inputs that are left out at the end, or have no name, are absent. */
  has(i: number): boolean {
    return (this.values[i] ?? null) !== null;
  }
  get inputs(): readonly Value[] {
    return this.values.filter(v => v !== null);
  }
  /** ONNX's number of an input's type in the file */
  type(i: number): number {
    return this.types[i] ?? DataType.float32;
  }
  value(i: number): Value {
    const value = this.values[i];
    if (!value) throw refused(`input ${i} is missing`);
    return value;
  }
  node(i: number): GraphNode {
    return this.around.weights.node(this.value(i));
  }
  nodes(): GraphNode[] {
    return this.inputs.map(value => this.around.weights.node(value));
  }
  shape(i: number): Shape {
    return shapeOf(this.value(i));
  }
  known(i: number): Known | null {
    const value = this.value(i);
    return isKnown(value) ? value : null;
  }
  /** Whole numbers that are in the file, or that follow from the shapes of its inputs. */
  dims(i: number, what: string): Dim[] {
    const known = this.known(i);
    if (!known) throw refused(`${what} must be known before the model is run`);
    return Array.from(known.data);
  }
  numbers(i: number, what: string): number[] {
    return numbersOf({ dtype: 'int32', shape: [], data: this.dims(i, what) }, what);
  }
  /** An input in some opsets and an attribute in others; null if absent. */
  list(i: number, name: string): readonly number[] | null {
    return this.has(i) ? this.numbers(i, name) : this.ints(name);
  }

  int(name: string, otherwise: number): number {
    return this.attributes.get(name)?.i ?? (this.attributes.has(name) ? 0 : otherwise);
  }
  float(name: string, otherwise: number): number {
    return this.attributes.get(name)?.f ?? (this.attributes.has(name) ? 0 : otherwise);
  }
  text(name: string, otherwise: string): string {
    return this.attributes.get(name)?.s ?? otherwise;
  }
  ints(name: string): readonly number[] | null {
    const found = this.attributes.get(name);
    return found ? (found.ints ?? []) : null;
  }
  floats(name: string): readonly number[] | null {
    const found = this.attributes.get(name);
    return found ? (found.floats ?? []) : null;
  }
  gives(name: string): boolean {
    return this.attributes.has(name);
  }
  tensor(name: string): Known | null {
    const tensor = this.attributes.get(name)?.t;
    return tensor ? readTensor(tensor) : null;
  }
  tensorType(name: string): number | undefined {
    return this.attributes.get(name)?.t?.dataType;
  }
  graph(name: string): Message<'Graph'> {
    const graph = this.attributes.get(name)?.g;
    if (!graph) throw refused(`its ${name} is missing`);
    return graph;
  }
  /** The attribute as an axis of x, counted from 0. */
  axis(x: GraphNode, otherwise: number): number {
    return axisOf('axis', x, this.int('axis', otherwise));
  }
}
