import { Problem } from '../../errors';
import type { DType, HostTensor, TensorData } from '../../spec';
import { isSymbolic, size, text } from '../dimensions';
import { located, make } from '../node';
import { attributesOf, define, isNode, named } from '../op';
import type { Dim, GraphNode, Shape } from '../types';
import { stacked } from './batch';
import { broadcastTo } from './shape';

/** Nodes without computation: inputs, constants, and single results of a tuple. */

type Constant = Pick<HostTensor, 'data' | 'shape' | 'dtype'>;

export const leaves = named({
  input: define<{ name: string; shape: Shape; dtype: DType }>({
    unique: true,
    shape(_, { shape }) {
      size(shape); // at most one symbolic dimension
      return shape;
    },
    dtype: (_, { dtype }) => dtype,
  }),
  constant: define<Constant>({
    shape: (_, { shape }) => shape,
    dtype: (_, { dtype }) => dtype,
  }),
  sizeOf: define<{ dim: Dim }>({
    shape: () => [],
    dtype: () => 'float32',
  }),
  /** One result of a tuple node. */
  pick: define<{ index: number }>({
    shape: ([tuple], { index }) => tuple.outputs![index]!.shape,
    dtype: ([tuple], { index }) => tuple.outputs![index]!.dtype,
    batch: stacked(attributes => attributes),
  }),
});

/** An input, fed at each run. Its name is unique in a graph. */
export const input = (name: string, shape: Shape, dtype: DType = 'float32'): GraphNode =>
  make(leaves.input, [], { name, shape, dtype });

/** The name of an input; throws where the node is another one. */
export const inputName = (node: GraphNode): string => attributesOf(leaves.input, node).name;

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/**
 * A number, or an array of numbers in row-major order with its shape (default: a vector). If all numbers are equal, the
 * constant is a broadcast scalar: a graph does not hold a million zeros. The array is not copied and must not be
 * changed.
 */
export function constant(
  value: number | TensorData | readonly number[],
  shape: readonly number[] = typeof value === 'number' ? [] : [value.length],
  dtype: DType = 'float32',
): GraphNode {
  const data = value instanceof ARRAYS[dtype] ? value : ARRAYS[dtype].from(typeof value === 'number' ? [value] : value);
  const count = shape.reduce((product, d) => product * d, 1);
  const uniform = count > 0 && data.every(v => Object.is(v, data[0]));
  if (data.length !== count && typeof value !== 'number')
    throw located(new Problem(`${data.length} values do not fill a constant of shape ${text(shape)}`), 'constant', []);
  if (uniform && shape.length > 0) return broadcastTo(constant(data.slice(0, 1), [], dtype), shape);
  return make(leaves.constant, [], { data, shape, dtype });
}

/** A tensor filled with one number. */
export const full = (value: number, shape: Shape, dtype: DType = 'float32'): GraphNode =>
  broadcastTo(constant(value, [], dtype), shape);

/** The value of a scalar constant, else null. */
export const scalarValue = (node: GraphNode): number | null =>
  isNode(node, leaves.constant) && node.shape.length === 0 ? node.attributes.data[0]! : null;

/** A dimension as a float32 scalar: the batch is known only when data arrive. */
export const sizeOf = (dim: Dim): GraphNode => (isSymbolic(dim) ? make(leaves.sizeOf, [], { dim }) : constant(dim));

/** One result of a tuple node. */
export const pick = (tuple: GraphNode, index: number): GraphNode => make(leaves.pick, [tuple], { index });
