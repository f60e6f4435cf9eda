import { TensorwireError } from '../../errors';
import { bodyOf, make, ops, rebuild, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { pointwise } from './pointwise';

/**
 * The graph in the ops that have a kernel here: what the table says of an op in simpler ones (`composed`) stands for it, and
 * a scan that carries no state and takes numbers one by one is computed for all its elements at once.
 */
export function lowered(outputs: readonly GraphNode[]): GraphNode[] {
  for (const { op, scope } of topological(outputs))
    if (!ops[op]) throw new TensorwireError(scope || 'graph', `op "${op}" is not in the ops table`);
  const found = new Map<GraphNode, readonly GraphNode[]>();
  const composed = (node: GraphNode): readonly GraphNode[] | null => {
    const parts = found.get(node) ?? ops[node.op]!.composed?.(node.inputs as never, node as never) ?? flattened(node);
    if (!parts) return null;
    const list = Array.isArray(parts) ? (parts as readonly GraphNode[]) : [parts as GraphNode];
    // what it is composed of may be composed itself
    const simple = found.has(node) ? list : rebuild(list, rule);
    found.set(node, simple);
    return simple;
  };
  const rule = (node: GraphNode, inputs: readonly GraphNode[]): GraphNode | undefined => {
    if (node.op === 'pick') return composed(inputs[0]!)?.[node.attributes.index as number];
    const again = inputs.every((input, i) => input === node.inputs[i]) ? node : make(node.op, inputs, node.attributes);
    return again.outputs ? undefined : composed(again)?.[0];
  };
  return rebuild(outputs, rule);
}

/** The results of a scan without a state whose body is pointwise, made of the whole sequences. */
function flattened(node: GraphNode): readonly GraphNode[] | null {
  const body = bodyOf(node);
  if (!body || body.carry.length > 0) return null;
  const { elements, captures, results } = body;
  const given = new Map<GraphNode, GraphNode>();
  elements.forEach((element, i) => void given.set(element, node.inputs[i]!));
  captures.forEach((capture, i) => void given.set(capture, node.inputs[elements.length + i]!));
  const rank = Math.max(0, ...elements.map(e => e.shape.length));
  const fits = (n: GraphNode): boolean =>
    elements.includes(n)
      ? n.shape.length === rank
      : captures.includes(n) || n.op === 'constant'
        ? n.shape.length <= rank
        : n.op in pointwise && n.op !== 'randomKey' && n.inputs.every(fits) && n.shape.length === rank;
  if (!results.every(fits)) return null;
  const all = rebuild(results, given);
  return all.every(result => result.shape.length === rank + 1) ? all : null;
}
