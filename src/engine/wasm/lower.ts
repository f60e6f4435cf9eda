import { TensorwireError } from '../../errors';
import { bodyOf, byOp, decompose, type Pass, rebuild, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { isKnown, isPointwise } from './op-kinds';

/** Turns every graph, of a model or of a training step, into one of ops that have a kernel here. */
export const lowering: readonly Pass[] = [
  {
    name: 'decompose',
    reason: 'an op without a kernel of its own is made of simpler ones, until there is a kernel for each',
    run: outputs => decompose(outputs, node => (isKnown(node) ? null : byOp(node))),
  },
  {
    name: 'vectorizeScans',
    reason: 'a scan without a state that takes numbers one by one is computed for all its elements at once',
    run: outputs => (topological(outputs).some(bodyOf) ? decompose(outputs, vectorized) : outputs),
  },
];

/** Throws a TensorwireError that names an op without a kernel. */
export function checkKernels(outputs: readonly GraphNode[]): void {
  for (const node of topological(outputs)) {
    if (!isKnown(node))
      throw new TensorwireError(node.scope || 'graph', `WebAssembly has nothing for the op "${node.op.name}"`);
    checkKernels(bodyOf(node)?.outputs ?? []);
  }
}

/** A scan without state and with a pointwise body, computed on the whole sequences. */
function vectorized(node: GraphNode): readonly GraphNode[] | null {
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
        : isPointwise(n) && n.op.name !== 'randomKey' && n.inputs.every(fits) && n.shape.length === rank;
  if (!results.every(fits)) return null;
  const all = rebuild(results, given);
  return all.every(result => result.shape.length === rank + 1) ? all : null;
}
