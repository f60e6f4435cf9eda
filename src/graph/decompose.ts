import { make } from './node';
import { isNode, several } from './op';
import { leaves } from './ops/leaves';
import { rebuild } from './rebuild';
import type { GraphNode } from './types';

/** What stands for a node: its results, or null for the node itself. */
export type Decomposition = (node: GraphNode) => readonly GraphNode[] | null;

/** What a node's op is composed of. */
export const byOp: Decomposition = node => {
  const parts = node.op.decompose?.(several(node.inputs), node);
  return parts ? [parts].flat() : null;
};

/**
 * The graph without those nodes that `inParts` has something simpler for, which may be decomposed itself; bodies too.
 */
export function decompose(outputs: readonly GraphNode[], inParts: Decomposition): GraphNode[] {
  const found = new Map<GraphNode, readonly GraphNode[] | null>();
  const partsOf = (node: GraphNode): readonly GraphNode[] | null => {
    if (!found.has(node)) {
      const parts = inParts(node);
      found.set(node, parts && rebuild(parts, rule));
    }
    return found.get(node)!;
  };
  const rule = (node: GraphNode, inputs: readonly GraphNode[]): GraphNode | undefined => {
    if (isNode(node, leaves.pick)) return partsOf(inputs[0]!)?.[node.attributes.index];
    const again = inputs.every((input, i) => input === node.inputs[i]) ? node : make(node.op, inputs, node.attributes);
    return again.outputs ? undefined : partsOf(again)?.[0];
  };
  return rebuild(outputs, rule);
}
