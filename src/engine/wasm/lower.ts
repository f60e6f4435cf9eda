import { TensorwireError } from '../../errors';
import { bodyOf, byOp, decompose, rebuild, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { isKnown } from './fusion';
import { pointwise } from './pointwise';

/**
 * The graph in the ops that have a kernel here: what the table says of an op in simpler ones stands for it, and a scan that
 * carries no state and takes numbers one by one is computed for all its elements at once. Throws a TensorwireError that
 * names an op which has no kernel.
 */
export function lower(outputs: readonly GraphNode[]): GraphNode[] {
  const all = decompose(outputs, node => byOp(node) ?? flattened(node));
  checkKnown(all);
  return all;
}

function checkKnown(outputs: readonly GraphNode[]): void {
  for (const node of topological(outputs)) {
    if (!isKnown(node))
      throw new TensorwireError(node.scope || 'graph', `WebAssembly has nothing for the op "${node.op.name}"`);
    checkKnown(bodyOf(node)?.outputs ?? []);
  }
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
      : captures.includes(n) || n.op.name === 'constant'
        ? n.shape.length <= rank
        : n.op.name in pointwise && n.op.name !== 'randomKey' && n.inputs.every(fits) && n.shape.length === rank;
  if (!results.every(fits)) return null;
  const all = rebuild(results, given);
  return all.every(result => result.shape.length === rank + 1) ? all : null;
}
