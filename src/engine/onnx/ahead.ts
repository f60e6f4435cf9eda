import type { GraphNode, StepGraph } from '../../graph';
import { topological } from '../../graph';

/** Ops that take numbers one by one: of K numbers at once they are the same numbers. */
const ELEMENT_WISE: ReadonlySet<string> = new Set([
  ...['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'greater', 'greaterEqual', 'less', 'equal', 'where'],
  ...['neg', 'exp', 'log', 'sqrt', 'abs', 'sign', 'floor', 'cast', 'logicalNot'],
]);

/**
 * What a step computes from its scalars alone, such as Adam's √(1 − β₂ᵗ)/(1 − β₁ᵗ): single numbers that can be had for all
 * steps beforehand. Those of them that the rest of the step reads.
 */
export function computedAhead(step: StepGraph): GraphNode[] {
  const results = [...step.state.map(s => s.next), ...Object.values(step.outputs)];
  const ahead = new Set<GraphNode>(step.scalars);
  const isAhead = (node: GraphNode): boolean => ahead.has(node);
  const read = new Set<GraphNode>();
  for (const node of topological(results)) {
    const constant = (input: GraphNode) => input.op === 'constant' && input.shape.length === 0;
    const possible = ELEMENT_WISE.has(node.op) && node.inputs.some(isAhead);
    if (possible && node.inputs.every(input => isAhead(input) || constant(input))) ahead.add(node);
    else for (const input of node.inputs.filter(isAhead)) read.add(input);
  }
  for (const node of results.filter(isAhead)) read.add(node);
  return [...read];
}
