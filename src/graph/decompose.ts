import { make } from './node';
import { isNode, several } from './op';
import { leaves } from './ops/leaves';
import { rebuild } from './rebuild';
import type { GraphNode } from './types';

/** What replaces a node: its results, or null to keep the node. */
export type Decomposition = (node: GraphNode) => readonly GraphNode[] | null;

/** The op's own decomposition. */
export const byOp: Decomposition = node => {
  const parts = node.op.decompose?.(several(node.inputs), node);
  return parts ? [parts].flat() : null;
};

/**
 * The graph with every node replaced for which `inParts` returns something simpler, which may be decomposed in turn; in
 * bodies of scans too.
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
