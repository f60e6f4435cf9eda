import { type GraphNode, type StepGraph, topological } from '../../graph';

/** Ops that take numbers one by one: of K numbers at once they are the same numbers. */
const ELEMENT_WISE: ReadonlySet<string> = new Set([
  ...['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'greater', 'greaterEqual', 'less', 'equal', 'where'],
  ...['neg', 'exp', 'log', 'sqrt', 'abs', 'sign', 'floor', 'cast', 'logicalNot'],
]);

/** Of a step, single numbers that the rest of it reads and that can be had before the first one. */
export interface Ahead {
  /** the same in all steps: made of the number of rows alone, such as 1/N */
  readonly once: readonly GraphNode[];
  /** one for each step: made of the step's scalars too, such as Adam's √(1 − β₂ᵗ)/(1 − β₁ᵗ) */
  readonly eachStep: readonly GraphNode[];
}

export function computedAhead(step: StepGraph): Ahead {
  const results = [...step.state.map(s => s.next), ...Object.values(step.outputs)];
  const order = topological(results);
  const once = new Set<GraphNode>(order.filter(node => node.op === 'sizeOf'));
  const eachStep = new Set<GraphNode>(step.scalars);
  const isAhead = (node: GraphNode): boolean => once.has(node) || eachStep.has(node);
  const read = new Set<GraphNode>();
  for (const node of order) {
    const constant = (input: GraphNode) => input.op === 'constant' && input.shape.length === 0;
    const possible = ELEMENT_WISE.has(node.op) && node.inputs.some(isAhead);
    if (possible && node.inputs.every(input => isAhead(input) || constant(input)))
      (node.inputs.some(input => eachStep.has(input)) ? eachStep : once).add(node);
    else if (node.op === 'reshape' && once.has(node.inputs[0]!)) once.add(node);
    else for (const input of node.inputs.filter(isAhead)) read.add(input);
  }
  for (const node of results.filter(isAhead)) read.add(node);
  return { once: [...read].filter(node => once.has(node)), eachStep: [...read].filter(node => eachStep.has(node)) };
}
