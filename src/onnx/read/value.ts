import { TensorwireError } from '../../errors';
import {
  cast,
  checkLimit,
  checkSize,
  coefficient,
  concatenate,
  constant,
  input,
  isSymbolic,
  reshape,
  sizeOf,
  text,
} from '../../graph';
import type { Dim, GraphNode, Shape } from '../../graph/types';
import type { DType, Feeds, HostTensor } from '../../spec';

/** What is wrong with a file. The caller that reads the node adds where it is. */
export const refused = (sentence: string, details?: Readonly<Record<string, unknown>>): TensorwireError =>
  new TensorwireError('model.onnx', sentence, details);

/**
 * Numbers that are known while the file is read: weights, indices, shapes. All integer types are int32 here. Integers
 * may be multiples of the batch, so that a shape computed in the file remains a shape.
 */
export interface Known {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** in row-major order; float32: a Float32Array */
  readonly data: ArrayLike<Dim>;
  /** of a weight: unique in the file; others become constants */
  readonly name?: string;
}
export type Value = GraphNode | Known;

export const isKnown = (value: Value): value is Known => 'data' in value;
export const shapeOf = (value: Value): Shape => value.shape;

/** Known whole numbers; without a shape, a vector. */
export const integers = (data: ArrayLike<Dim>, shape: readonly number[] = [data.length]): Known => ({
  dtype: 'int32',
  shape,
  data,
});

/** The number of elements of a shape; throws if they are too many to be computed while a file is read. */
export function countOf(shape: readonly number[]): number {
  const count = shape.reduce((product, d) => product * d, 1);
  checkLimit('constants', count, `[${shape.join(', ')}]`);
  if (!(count >= 0)) throw refused(`[${shape.join(', ')}] is no shape`);
  return count;
}

/**
 * Throws for what no engine computes: too many elements, too many axes, two symbolic dimensions, no elements at all.
 */
export function checkShape(shape: Shape): void {
  checkSize(shape);
  if (shape.some(d => !(coefficient(d) > 0))) throw refused(`${text(shape)} has no numbers, which is not supported`);
  if (shape.filter(isSymbolic).length > 1) throw refused(`${text(shape)} is open in more than one dimension`);
}

/** The numbers; throws if they depend on the batch. */
export function numbersOf({ data }: Known, what: string): number[] {
  return Array.from(data, d => {
    if (isSymbolic(d)) throw refused(`${what} must be known numbers, received ${d}`);
    return d;
  });
}

/** The most numbers that are computed while a file is read, in all. */
const MOST_FOLDED = 2 ** 23;

/** The weights of a file that are used. */
export class Weights {
  readonly inputs: GraphNode[] = [];
  private readonly fed = new Map<string, HostTensor>();
  private readonly nodes = new Map<Known, GraphNode>();
  private folded = 0;

  /** Counts the numbers that constant folding computes. */
  fold(known: Known): Known {
    this.folded += known.data.length;
    if (this.folded > MOST_FOLDED)
      throw refused(`the file computes too much that is known before it is run, at most ${MOST_FOLDED} numbers`, {
        limit: 'constants',
      });
    return known;
  }

  /** The node of a value. A named float32 tensor with more than one element becomes an input, fed with the tensor. */
  node(value: Value): GraphNode {
    if (!isKnown(value)) return value;
    const node = this.nodes.get(value) ?? this.make(value);
    this.nodes.set(value, node);
    return node;
  }

  private make(known: Known): GraphNode {
    const { dtype, shape, data, name } = known;
    if (!name || !(data instanceof Float32Array) || data.length < 2) return constantOf(known);
    const unique = this.fed.has(name) ? `${name} ${this.fed.size}` : name;
    const node = input(unique, shape, dtype);
    this.inputs.push(node);
    this.fed.set(unique, { data, shape, dtype: 'float32' });
    return node;
  }

  get feeds(): Feeds {
    return Object.fromEntries(this.fed);
  }
}

/** Numbers that depend on the batch come one by one into the graph; a shape has only as many as it has axes. */
const SIZES = 1024;

function constantOf(known: Known): GraphNode {
  const { dtype, shape, data } = known;
  if (data instanceof Float32Array) return constant(data, shape);
  const all = Array.from(data);
  if (all.some(isSymbolic)) {
    if (all.length > SIZES) throw refused(`${all.length} numbers that depend on the batch are too many`);
    const parts = all.map(d => reshape(isSymbolic(d) ? cast(sizeOf(d), 'int32') : constant(d, [], 'int32'), [1]));
    return reshape(concatenate(parts, 0), shape);
  }
  const numbers = numbersOf(known, 'a tensor');
  const large = numbers.find(v => (v | 0) !== v);
  if (large !== undefined) throw refused(`${large} is not a number of 32 bits`);
  return constant(numbers, shape, dtype);
}
