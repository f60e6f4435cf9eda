import { TensorwireError } from '../errors';
import { make, rebuild, topological } from './node';
import { ops } from './ops';
import type { GraphNode } from './types';

/** What stands for a node: its results, or null for the node itself. */
export type InParts = (node: GraphNode) => readonly GraphNode[] | null;

/** By the table of ops: what a node is composed of. */
export const byTable: InParts = node => {
  const parts = ops[node.op]!.composed?.(node.inputs as never, node as never);
  return parts ? [parts].flat() : null;
};

/**
 * The graph without those nodes that `inParts` has something simpler for, which may be composed itself; bodies too. Throws
 * a TensorwireError that names an op which is not in the table.
 */
export function composed(outputs: readonly GraphNode[], inParts: InParts): GraphNode[] {
  for (const { op, scope } of topological(outputs))
    if (!ops[op]) throw new TensorwireError(scope || 'graph', `op "${op}" is not in the ops table`);
  const found = new Map<GraphNode, readonly GraphNode[] | null>();
  const partsOf = (node: GraphNode): readonly GraphNode[] | null => {
    if (!found.has(node)) {
      const parts = inParts(node);
      found.set(node, parts && rebuild(parts, rule));
    }
    return found.get(node)!;
  };
  const rule = (node: GraphNode, inputs: readonly GraphNode[]): GraphNode | undefined => {
    if (node.op === 'pick') return partsOf(inputs[0]!)?.[node.attributes.index as number];
    const again = inputs.every((input, i) => input === node.inputs[i]) ? node : make(node.op, inputs, node.attributes);
    return again.outputs ? undefined : partsOf(again)?.[0];
  };
  return rebuild(outputs, rule);
}
