import { atScope, make } from './node';
import { bodyOf } from './scan/body';
import { topological } from './traverse';
import type { GraphNode } from './types';

type Rule = (node: GraphNode, inputs: readonly GraphNode[]) => GraphNode | undefined;

/**
 * The same outputs over other nodes. A Map says which node replaces which. A function is called for every node, with
 * its inputs already rebuilt, in bodies of scans too, and returns another node, or undefined to keep the op. Scopes are
 * kept.
 */
export function rebuild(outputs: readonly GraphNode[], replace: ReadonlyMap<GraphNode, GraphNode> | Rule): GraphNode[] {
  const byRule = typeof replace === 'function';
  const now = new Map<GraphNode, GraphNode>(byRule ? [] : replace);
  for (const node of topological(outputs, new Set(now.keys()))) {
    if (now.has(node)) continue;
    const inputs = node.inputs.map(i => now.get(i) ?? i);
    const made = () => (byRule && replace(node, inputs)) || remake(node, inputs, byRule ? replace : null);
    now.set(node, atScope(node.scope, made));
  }
  return outputs.map(o => now.get(o) ?? o);
}

function remake(node: GraphNode, inputs: readonly GraphNode[], rule: Rule | null): GraphNode {
  const body = rule && bodyOf(node);
  if (body) {
    const outputs = rebuild(body.outputs, rule);
    if (outputs.some((output, i) => output !== body.outputs[i]))
      return make(node.op, inputs, { ...node.attributes, body: body.with(outputs) });
  }
  return inputs.every((input, i) => input === node.inputs[i]) ? node : make(node.op, inputs, node.attributes);
}
