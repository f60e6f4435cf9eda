import { isSymbolic } from '../dimensions';
import { make } from '../node';
import { isNode, type NodeOf } from '../op';
import { batchNormalizations } from '../ops/batch-norm';
import { binaries } from '../ops/binary';
import { leaves, pick } from '../ops/leaves';
import { type Reduction, reductions } from '../ops/reductions';
import { reshape, shapes, transpose } from '../ops/shape';
import { unaries } from '../ops/unary';
import type { GraphNode } from '../types';
import { rewrite } from './matcher';

const elementwise: ReadonlySet<string> = new Set([...Object.keys(unaries), ...Object.keys(binaries)]);
const reducing = [reductions.sum, reductions.max, reductions.min];
const isReduction = (node: GraphNode): node is NodeOf<Reduction> => reducing.some(op => isNode(node, op));
const isTransposed = (node: GraphNode): node is NodeOf<{ perm: readonly number[] }> => isNode(node, shapes.transpose);

/**
 * Layers use Keras's order of axes, convolutions their own. For an elementwise op the order does not matter, so a
 * transposition before it moves behind it, until it meets its inverse and both vanish:
 *
 *   conv → T → add bias → relu → T⁻¹ → maxPool        conv → add bias' → relu → maxPool
 *
 * The other operands must follow at no cost: scalars, vectors (a bias), or tensors with the same transposition.
 */
export const sinkTransposes = rewrite({
  name: 'sinkTransposes',
  reason: 'f(xᵀ) = f(x)ᵀ where f takes elements one by one or sums them up; a CNN keeps 2 of 9 transpositions',
  patterns: [{ op: [...elementwise, ...reducing.map(op => op.name), 'pick'] }],
  replace(_, node) {
    if (isNode(node, leaves.pick)) return normalized(node);
    const moved = node.inputs.find(isTransposed);
    if (!moved) return null;
    const { perm } = moved.attributes;
    if (isReduction(node)) return reduced(node, moved.inputs[0]!, perm);
    if (node.shape.length !== perm.length) return null;
    const inputs = node.inputs.map(input => before(input, perm));
    return inputs.every(i => i !== null) ? transpose(make(node.op, inputs, node.attributes), perm) : null;
  },
});

/** The operand as before the transposition, if that costs nothing. */
function before(input: GraphNode, perm: readonly number[]): GraphNode | null {
  if (isTransposed(input)) return input.attributes.perm.join() === perm.join() ? input.inputs[0]! : null;
  const { shape } = input;
  if (shape.length === 0) return input;
  if (shape.some(isSymbolic) || shape.filter(d => d !== 1).length > 1) return null;
  const full = reshape(input, [...Array<number>(perm.length - shape.length).fill(1), ...shape]);
  return transpose(
    full,
    perm.map((_, axis) => perm.indexOf(axis)),
  );
}

/** Batch statistics do not depend on the order of the other axes; y does. */
function normalized(node: NodeOf<{ index: number }>): GraphNode | null {
  const [tuple] = node.inputs as [GraphNode];
  const [moved, ...vectors] = tuple.inputs as [GraphNode, ...GraphNode[]];
  if (!isNode(tuple, batchNormalizations.batchNorm) || !isTransposed(moved)) return null;
  const { perm } = moved.attributes;
  const axis = perm[tuple.attributes.axis]!;
  const before = make(tuple.op, [moved.inputs[0]!, ...vectors], { ...tuple.attributes, axis });
  const { index } = node.attributes;
  return index === 0 ? transpose(pick(before, 0), perm) : pick(before, index);
}

/** Axes of the transposed tensor become the axes that they were before; the remaining ones keep their new order. */
function reduced({ op, attributes }: NodeOf<Reduction>, x: GraphNode, perm: readonly number[]): GraphNode {
  const { axes, keepDims } = attributes;
  const places = axes.map(a => perm[a]!).sort((a, b) => a - b);
  const y = make(op, [x], { axes: places, keepDims });
  if (keepDims) return transpose(y, perm);
  const left = perm.filter(p => !places.includes(p));
  const inOrder = [...left].sort((a, b) => a - b);
  return transpose(
    y,
    left.map(p => inOrder.indexOf(p)),
  );
}
