import { TensorwireError } from '../errors';
import { same, text } from './dimensions';
import { gradients } from './gradients';
import type { Gradient } from './gradients/rule';
import { total } from './gradients/total';
import { atScope } from './node';
import { isNode, several } from './op';
import { full, leaves } from './ops/leaves';
import { dependents, topological } from './traverse';
import type { GraphNode } from './types';

/**
 * Reverse-mode automatic differentiation: a walk from y back to its inputs, in which each node passes a cotangent (how
 * much y changes with a value) to each of its inputs. The results are nodes of the same graph, so that a gradient can
 * be run, optimized, and differentiated again.
 *
 * A worked example, L = sum(relu(x·W)) with x [2, 3] and W [3, 4], which is the graph
 *
 *   x ─┐
 *      ├ a = matmul(x, W) ── b = relu(a) ── L = sum(b)
 *   W ─┘
 *
 * The walk visits the nodes in reverse topological order. So when it comes to a node, all users of that node have been
 * visited, and their cotangents only have to be added. Each step applies the gradient rule of one op (gradients/):
 *
 *   L   dL = 1                          the seed
 *   b   db = broadcastTo(dL, [2, 4])    sum: each element counts once
 *   a   da = db · (b > 0)               relu: passes where it was positive
 *   x   dx = matmul(da, Wᵀ)             matmul has a cotangent for each of its inputs
 *   W   dW = matmul(xᵀ, da)
 *
 * Three rules make it right in general:
 * - A node that is used twice gets two cotangents, and they are added: for y = x·x, x gets x + x.
 * - The walk visits only nodes that depend on an x: labels, constants and masks cost nothing. This set is taken from
 *   the graph as it was before the walk; nodes that the walk makes are never visited.
 * - An x is visited like any other node: if x₂ is computed from x₁, the gradient of x₁ includes the path through x₂, as
 *   in tf.gradients.
 *
 * A node with several results (split) gets cotangents through its `pick` nodes: they are gathered by index, and its
 * rule gets all of them at once.
 */

/**
 * dy/dx for each of xs, in its shape: zeros where y does not depend on it. If y is not a scalar, it is the gradient of
 * sum(y · seed); the default seed is ones. Throws if y or an x is not float32, or if the seed has another shape.
 */
export function gradient(y: GraphNode, xs: readonly GraphNode[], seed: GraphNode = full(1, y.shape)): GraphNode[] {
  for (const { dtype, op } of [y, ...xs])
    if (dtype !== 'float32') throw new TensorwireError('gradient', `needs float32, received ${dtype} from ${op.name}`);
  if (!same(seed.shape, y.shape))
    throw new TensorwireError(
      'gradient',
      `the seed must have the shape ${text(y.shape)}, received ${text(seed.shape)}`,
    );

  return pullback([y], [seed], xs).map((parts, i) => total(parts) ?? full(0, xs[i]!.shape));
}

/** The same from several ys, each with its seed, to each x: the terms of its gradient, which are to be added. */
export function pullback(
  ys: readonly GraphNode[],
  seeds: readonly GraphNode[],
  xs: readonly GraphNode[],
): readonly (readonly GraphNode[])[] {
  const order = topological(ys);
  const onTheWay = dependents(order, xs);
  const cotangents = new Cotangents();
  ys.forEach((y, i) => {
    cotangents.add(y, seeds[i]!);
  });
  for (const node of order.reverse()) {
    if (!node.inputs.some(input => onTheWay.has(input))) continue;
    atScope(`${node.scope || 'graph'}/gradient`, () => {
      propagate(node, cotangents).forEach((part, i) => {
        const input = node.inputs[i]!;
        if (part && onTheWay.has(input)) cotangents.add(input, part);
      });
    });
  }
  return xs.map(x => cotangents.of(x));
}

const rules: Readonly<Record<string, Gradient>> = gradients;

/** The cotangent of each input of a node. */
function propagate(node: GraphNode, cotangents: Cotangents): readonly (GraphNode | null)[] {
  const rule = rules[node.op.name];
  if (rule === undefined) throw new TensorwireError('gradient', `there is no rule for the op ${node.op.name}`);
  const inputs = several(node.inputs);
  if (node.outputs) {
    const dys = node.outputs.map((_, i) => cotangents.total(node, i));
    const ofTuple = rule && 'ofTuple' in rule ? rule : null;
    return (dys.some(dy => dy) && ofTuple?.ofTuple(dys, inputs, node, pullback)) || [];
  }
  const dy = cotangents.total(node);
  if (!dy) return [];
  if (isNode(node, leaves.pick)) cotangents.add(inputs[0], dy, node.attributes.index);
  return typeof rule === 'function' ? rule(dy, inputs, node) : [];
}

/** The cotangents so far: for each result of a node, the terms to be added. */
class Cotangents {
  private readonly parts = new Map<GraphNode, GraphNode[][]>();

  add(node: GraphNode, part: GraphNode, result = 0): void {
    const results = this.parts.get(node) ?? [];
    this.parts.set(node, results);
    results[result] = [...(results[result] ?? []), part];
  }
  of(node: GraphNode, result = 0): readonly GraphNode[] {
    return this.parts.get(node)?.[result] ?? [];
  }
  total(node: GraphNode, result = 0): GraphNode | null {
    return total(this.of(node, result));
  }
}
