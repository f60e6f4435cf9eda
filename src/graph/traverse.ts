import type { GraphNode } from './types';

/** Graph traversals. */

/**
 * Every node that the outputs need, each after its inputs. Nodes of `stop` are listed, but their inputs are not
 * followed.
 */
export function topological(outputs: readonly GraphNode[], stop: ReadonlySet<GraphNode> = new Set()): GraphNode[] {
  const order: GraphNode[] = [];
  const done = new Set<GraphNode>();
  const stack = outputs.map(node => ({ node, next: 0 })).reverse();
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const input = stop.has(top.node) ? undefined : top.node.inputs[top.next++];
    if (done.has(top.node) || !input) {
      if (!done.has(top.node)) order.push(top.node);
      done.add(top.node);
      stack.pop();
    } else if (!done.has(input)) stack.push({ node: input, next: 0 });
  }
  return order;
}

/** The roots and every node of a topological order that depends on one of them. */
export function dependents(order: readonly GraphNode[], roots: Iterable<GraphNode>): Set<GraphNode> {
  const found = new Set(roots);
  for (const node of order) if (node.inputs.some(i => found.has(i))) found.add(node);
  return found;
}
