import { TensorwireError } from '../errors';
import { dependents, scoped, topological } from './node';
import { ops } from './ops';
import { add } from './ops/binary';
import { full } from './ops/shape';
import type { GraphNode } from './types';

export function gradient(y: GraphNode, xs: readonly GraphNode[], seed: GraphNode = full(1, y.shape)): GraphNode[] {
  const order = topological([y]);
  const needed = dependents(order, xs);
  const parts = new Map<GraphNode, GraphNode[]>([[y, [seed]]]);
  const push = (node: GraphNode, part: GraphNode | null | undefined) => {
    if (part && needed.has(node)) parts.set(node, [...(parts.get(node) ?? []), part]);
  };
  const total = (node: GraphNode): GraphNode | null => parts.get(node)?.reduce(add) ?? null;
  for (const node of order.reverse()) {
    const inner = node.inputs.some(i => needed.has(i));
    if (!inner || node.op === 'pick') continue;
    const rule = ops[node.op]!;
    scoped('gradient', () => {
      const picks = node.outputs && order.filter(p => p.op === 'pick' && p.inputs[0] === node);
      if (picks && rule.tupleGradient) {
        const dys = node.outputs!.map((_, i) => {
          const ps = picks
            .filter(p => p.attributes.index === i)
            .map(total)
            .filter(p => p !== null);
          return ps.length ? ps.reduce(add) : null;
        });
        if (dys.some(Boolean))
          rule.tupleGradient(dys, node.inputs as never, node).forEach((d, i) => void push(node.inputs[i]!, d));
        return;
      }
      const dy = total(node);
      if (dy && rule.gradient)
        rule.gradient(dy, node.inputs as never, node).forEach((d, i) => void push(node.inputs[i]!, d));
    });
  }
  return xs.map(x => {
    if (x.dtype !== 'float32') throw new TensorwireError('gradient', `xs must be float32, received ${x.dtype}`);
    return total(x) ?? full(0, x.shape);
  });
}
