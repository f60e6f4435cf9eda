import { type GraphNode, ofOneRow, type StepGraph, topological } from '../../graph';
import { canBatch, isAlignmentSensitive } from './batched';

/**
 * Of how many numbers a row at most, or a value without rows, K are computed at once: what a node costs in each step, half
 * a microsecond, is then more than the memory that K of them go through.
 */
const SMALL = 64;
const isSmall = (node: GraphNode): boolean => ofOneRow(node.shape) <= SMALL;

/** Of a step, what need not be computed in each of K steps but once, before the first or after the last of them. */
export interface Hoisted {
  /** the same in all steps, made of constants and of the number of rows alone, such as 1/N: what the steps read of it */
  readonly once: readonly GraphNode[];
  /** made of data and scalars alone, such as Adam's √(1 − β₂ᵗ)/(1 − β₁ᵗ): in topological order, all that is read */
  readonly before: readonly GraphNode[];
  /** data, scalars and what is computed before: what the steps read of it, one after the other */
  readonly sequences: readonly GraphNode[];
  /** what no state depends on, such as the reported loss and metrics, in topological order */
  readonly after: readonly GraphNode[];
  /** what that reads of the steps */
  readonly stacked: readonly GraphNode[];
}

/** Nothing of it changes a bit of what comes out, which must not depend on how many steps there are. */
export function hoist(step: StepGraph): Hoisted {
  const isCheap = (node: GraphNode): boolean => isSmall(node) && !isAlignmentSensitive(node);
  const [nexts, outputs] = [step.state.map(s => s.next), Object.values(step.outputs)];
  const order = topological([...nexts, ...outputs]);
  const fed = [...step.data, ...step.scalars];
  const once = new Set<GraphNode>();
  const each = new Set<GraphNode>(fed);
  for (const node of order) {
    const known = (input: GraphNode) => once.has(input) || each.has(input);
    if (node.op.name === 'constant' || node.op.name === 'sizeOf') once.add(node);
    else if (canBatch(node) && node.inputs.every(known))
      if (node.inputs.every(input => once.has(input))) once.add(node);
      else if (isSmall(node)) each.add(node);
  }

  const left = order.filter(node => !once.has(node) && !each.has(node));
  const candidates = left.filter(canBatch);
  const after = lastOf(candidates, left, nexts, input => once.has(input) || each.has(input) || isCheap(input));
  const inSteps = left.filter(node => !after.has(node));
  const readBy = (nodes: readonly GraphNode[]) => new Set(nodes.flatMap(node => node.inputs));
  const [inside, behind] = [readBy(inSteps), readBy([...after])];
  for (const node of nexts) inside.add(node);
  for (const node of outputs) if (once.has(node)) inside.add(node);
  const asked = [...inside, ...behind, ...outputs].filter(node => each.has(node));
  return {
    once: order.filter(node => once.has(node) && inside.has(node) && node.op.name !== 'constant'),
    before: topological(asked, new Set(fed)).filter(node => each.has(node) && !fed.includes(node)),
    sequences: [...each].filter(node => inside.has(node)),
    after: [...after],
    stacked: inSteps.filter(node => behind.has(node)),
  };
}

/** Those of the candidates that only each other read and none of `state` needs, and whose other operands are `cheap` to keep. */
function lastOf(
  candidates: readonly GraphNode[],
  nodes: readonly GraphNode[],
  state: readonly GraphNode[],
  cheap: (input: GraphNode) => boolean,
): Set<GraphNode> {
  const needed = new Set(topological(state));
  const readers = new Map<GraphNode, GraphNode[]>();
  for (const node of nodes) for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  const last = new Set(candidates.filter(node => !needed.has(node)));
  for (let before = Number.NaN; before !== last.size; ) {
    before = last.size;
    for (const node of [...last].reverse()) {
      const readOutside = readers.get(node)?.some(reader => !last.has(reader));
      if (readOutside || !node.inputs.every(input => last.has(input) || cheap(input))) last.delete(node);
    }
  }
  return last;
}
