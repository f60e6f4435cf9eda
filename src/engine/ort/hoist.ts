import { type GraphNode, ofOneRow, type StepGraph, topological } from '../../graph';
import { canBatch, isAlignmentSensitive } from './batched';

/**
 * The most numbers per row, or of a value without rows, that are computed for all K steps at once: below this, the cost
 * of a node in each step, half a microsecond, exceeds that of K times the memory traffic.
 */
const SMALL = 64;
const isSmall = (node: GraphNode): boolean => ofOneRow(node.shape) <= SMALL;

/**
 * The parts of a step that are computed once, before the first or after the last of K steps, instead of in each step.
 */
export interface Hoisted {
  /**
   * the same in all steps, because it depends only on constants and the number of rows, such as 1/N: the nodes that the
   * steps read
   */
  readonly once: readonly GraphNode[];
  /**
   * depends only on data and scalars, such as Adam's √(1 − β₂ᵗ)/(1 − β₁ᵗ): all nodes that are read, in topological
   * order
   */
  readonly before: readonly GraphNode[];
  /** data, scalars and results of `before` that the steps read, in order */
  readonly sequences: readonly GraphNode[];
  /** nodes on which no state depends, such as the reported loss and metrics, in topological order */
  readonly after: readonly GraphNode[];
  /** values of the steps that `after` reads */
  readonly stacked: readonly GraphNode[];
}

/** Hoisting changes no bit of the results, which must not depend on the number of steps. */
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

/**
 * The candidates that are read only by each other, that `state` does not need, and whose other operands are `cheap` to
 * keep.
 */
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
