import { same } from '../dimensions';
import { atScope, make } from '../node';
import type { Op } from '../op';
import { binaries, mul } from '../ops/binary';
import { neg } from '../ops/unary';
import type { GraphNode } from '../types';

/**
 * Reassociates products in a scan's body, so that less is left to do step by step. A gradient is a chain of products
 * with
 * the value that is carried, such as ((dh · o) · (1 − t²)) · g for an LSTM; all but dh are known before the scan runs.
 * As dh · (o · (1 − t²) · g) the parenthesis is computed for all steps at once, and one product a step remains.
 *
 * A node that changes with the carried state is treated as v · q, where v changes and q does not:
 *
 *   v · q · r = v · (q · r)        −(v · q) = v · (−q)        v · q ± v · r = v · (q ± r)
 */
interface Product {
  readonly v: GraphNode;
  readonly q: GraphNode;
}

/**
 * The nodes of the order with such products regrouped, each after its inputs, and which node replaces which. Nodes of
 * `known` stay as they are. Operands of the old products are listed too, but no longer used.
 */
export function reassociate(
  order: readonly GraphNode[],
  known: ReadonlySet<GraphNode>,
  changes: (node: GraphNode) => boolean,
): { nodes: GraphNode[]; standsFor: Map<GraphNode, GraphNode> } {
  const nodes: GraphNode[] = [];
  const listed = new Set<GraphNode>(known);
  const standsFor = new Map<GraphNode, GraphNode>();
  const products = new Map<GraphNode, Product>();
  const changing = new Set(order.filter(changes));

  const list = (node: GraphNode): GraphNode => {
    if (listed.has(node)) return node;
    listed.add(node);
    for (const i of node.inputs) list(i);
    nodes.push(node);
    return node;
  };
  const there = [...known].filter(node => node.op.name === 'mul');
  /**
   * a · b. If b is a product with the state before the step, that product is reused, so that the state need not be
   * copied: c · (f · (1 − f)) = (f · c) · (1 − f).
   */
  const times = (a: GraphNode, b: GraphNode): GraphNode => {
    const turned = b.op.name === 'mul' && a.op.name === 'input' ? [b.inputs, [...b.inputs].reverse()] : [];
    for (const [x, y] of turned) {
      const product = there.find(({ inputs }) => inputs.includes(a) && inputs.includes(x!) && a !== x);
      if (product) return mul(product, y!);
    }
    return mul(a, b);
  };
  const steady = (node: GraphNode): boolean => node.dtype === 'float32' && !changing.has(node);
  const joined = (op: Op, a: GraphNode, b: GraphNode): Product | null => {
    const [p, q] = [products.get(a), products.get(b)];
    if (op.name === 'mul' && !steady(a) && steady(b)) return p ? { v: p.v, q: times(p.q, b) } : { v: a, q: b };
    if (op.name === 'mul') return steady(a) && !steady(b) ? joined(binaries.mul, b, a) : null;
    return p && q && p.v === q.v ? { v: p.v, q: make(op, [p.q, q.q]) } : null;
  };

  const regrouped = (node: GraphNode, [a, b]: readonly GraphNode[]): Product | null => {
    if (!changing.has(node) || node.dtype !== 'float32') return null;
    const of = products.get(a!);
    if (node.op.name === 'neg') return of ? { v: of.v, q: neg(of.q) } : null;
    return ['mul', 'add', 'sub'].includes(node.op.name) ? joined(node.op, a!, b!) : null;
  };
  const again = (node: GraphNode): GraphNode => {
    const inputs = node.inputs.map(i => standsFor.get(i) ?? i);
    const plain = inputs.every((x, i) => x === node.inputs[i]) ? node : make(node.op, inputs, node.attributes);
    const product = regrouped(node, inputs);
    const whole = product && mul(product.v, product.q);
    if (!product || !whole || !same(whole.shape, node.shape)) return plain;
    products.set(whole, product);
    return whole;
  };

  for (const node of order) {
    if (known.has(node)) continue;
    const now = atScope(node.scope, () => again(node));
    if (changing.has(node)) changing.add(now);
    if (now !== node) standsFor.set(node, now);
    list(now);
  }
  return { nodes, standsFor };
}
