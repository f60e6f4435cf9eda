import { isSymbolic } from '../dimensions';
import type { Gradients, Pullback } from '../gradients/rule';
import { total } from '../gradients/total';
import { isNode, type NodeOf } from '../op';
import { add } from '../ops/binary';
import { full, input, pick } from '../ops/leaves';
import { matmul, products } from '../ops/matmul';
import { reductions, sum } from '../ops/reductions';
import { reshape } from '../ops/shape';
import { concatenate, slice } from '../ops/slicing';
import { dependents, topological } from '../traverse';
import type { GraphNode } from '../types';
import { rowsOf } from './batching';
import type { Body } from './body';
import { runSteps } from './build';
import { type ScanAttributes, type scans, splitInputs } from './op';

export const ofScans: Gradients<typeof scans> = {
  scan: { ofTuple: (dys, inputs, node, pullback) => scanGradient(dys, inputs, node, pullback) },
};

/**
 * The gradient of a scan is a scan in the other direction. Its carried state is the cotangent of the forward state,
 * from the state after the last step to the state before the first.
 *
 * A worked example, one recurrent unit without input, h₁ … h₃ and a loss that reads the last state:
 *
 *   forward     a = u · h,  next h = tanh(a)                    h₀ ── h₁ ── h₂ ── h₃ ── L
 *
 * One step alone is an ordinary graph, so autodiff.ts can go back through it, from a seed dh for its next state. It
 * makes new nodes, some of which belong to the body of the reverse scan:
 *
 *   next h      dh                         the seed: the carried state
 *   a           da = dh · (1 − y · y)      y is the forward step's result, tanh(a)
 *   h           dh' = da · u               the next carried state
 *   u           du = Σ da · h
 *
 * - The reverse body is { dh → da, dh' }. It starts with dL/dh₃ and ends with dL/dh₀.
 * - y and h are values of the forward pass. Any value of a body can be stacked (its results), so the forward scan now
 *   also stacks y, and the reverse scan takes the stack as a sequence. Exactly those nodes of the forward step are kept
 *   that the new nodes use.
 * - 1 − y · y does not depend on dh: runSteps computes it for all steps at once, before the scan.
 * - h is the state before each step. If its next state y is stacked anyway, it is that stack shifted by one, with h₀ in
 *   front; else it is stacked itself.
 * - u gets a term in every step. If the term is a matrix product, Aᵀ·B, or a sum, its total over all steps is one such
 *   product or sum over the stacks of A and B: one large product instead of many small ones. Other terms are added up
 *   in a carried state.
 * - The cotangents of the elements are a result of the reverse body, stacked in the order of the elements.
 *
 * The reverse scan is a scan: the gradient of the gradient is this file again.
 */
function scanGradient(
  dys: readonly (GraphNode | null)[],
  inputs: readonly GraphNode[],
  node: NodeOf<ScanAttributes>,
  pullback: Pullback,
): readonly (GraphNode | null)[] {
  const { body, length, reverse } = node.attributes;
  const { carry, elements, captures, next, results } = body;
  const given = splitInputs(body, inputs);

  // the cotangents of a step: of its next state from the step after it, of its results from the readers of their stacks
  const states = differentiableStates(dys, body);
  const read = results.flatMap((result, i) => (dys[next.length + i] ? [{ result, dy: dys[next.length + i]! }] : []));
  const dNext = states.map(i => input(`d next ${i}`, next[i]!.shape));
  const dResults = read.map(({ result }, i) => input(`d result ${i}`, result.shape));
  const leaves = [...carry, ...elements, ...captures];
  const parts = new Map<GraphNode, readonly GraphNode[]>();
  pullback([...states.map(i => next[i]!), ...read.map(t => t.result)], [...dNext, ...dResults], leaves).forEach(
    (of, i) => void parts.set(leaves[i]!, of),
  );

  const sequences = new Map<GraphNode, GraphNode>(elements.map((element, i) => [element, given.sequences[i]!]));
  results.forEach((result, i) => void sequences.set(result, pick(node, next.length + i)));
  // A stack that is read anyway, shifted by one, is the state before each step; other states are stacked themselves.
  carry.forEach((state, i) => {
    const after = read.some(({ result }) => result === next[i]) && sequences.get(next[i]!);
    if (after && !isSymbolic(length)) sequences.set(state, shifted(after, given.init[i]!, length, reverse));
  });
  dResults.forEach((d, i) => void sequences.set(d, read[i]!.dy));

  const sums = captures.map(capture => parts.get(capture)!.map(overSteps));
  const added = captures.map((capture, i) => {
    const rest = total(parts.get(capture)!.filter((_, j) => !sums[i]![j]));
    return rest && { state: input('sum', rest.shape), rest };
  });
  const dElements = elements.map(element => total(parts.get(element)!));
  const accumulators = added.filter(sum => sum !== null);

  const run = runSteps({
    carry: [
      ...states.map((i, j) => ({ node: dNext[j]!, init: dys[i] ?? full(0, next[i]!.shape) })),
      ...accumulators.map(({ state }) => ({ node: state, init: full(0, state.shape) })),
    ],
    sequences,
    outside: new Map(captures.map((capture, i) => [capture, given.captures[i]!])),
    next: [
      ...states.map(i => total(parts.get(carry[i]!)!) ?? full(0, next[i]!.shape)),
      ...accumulators.map(({ state, rest }) => add(state, rest)),
    ],
    outputs: [...dElements.filter(d => d !== null), ...sums.flat().flatMap(s => s?.reads ?? [])],
    length,
    reverse: !reverse,
  });

  const last = new Map(accumulators.map((a, i) => [a, run.carry[states.length + i]!]));
  return [
    ...carry.map((_, i) => run.carry[states.indexOf(i)] ?? null),
    ...dElements.map(d => d && run.stackOf(d)),
    ...captures.map((_, i) =>
      total([
        ...sums[i]!.flatMap(s => (s ? [s.total(...s.reads.map(run.stackOf))] : [])),
        ...(added[i] ? [last.get(added[i])!] : []),
      ]),
    ),
  ];
}

/** Indices of the states that the loss depends on. Some states are counters, or are read by nobody. */
function differentiableStates(dys: readonly (GraphNode | null)[], { carry, next, results, outputs }: Body): number[] {
  const order = topological(outputs);
  const uses = carry.map(state => dependents(order, [state]));
  const reached = new Set([...carry.keys()].filter(i => dys[i]));
  const targets = new Set(results.filter((_, i) => dys[next.length + i]));
  const float = [...carry.keys()].filter(i => carry[i]!.dtype === 'float32');
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const i of reached) targets.add(next[i]!);
    for (const i of float) if ([...targets].some(target => uses[i]!.has(target))) reached.add(i);
  }
  return float.filter(i => reached.has(i));
}

/**
 * The state before each step, from the states after each: shifted by one, with the initial one in front (in reverse: at
 * the end).
 */
function shifted(after: GraphNode, init: GraphNode, length: number, reverse: boolean): GraphNode {
  const first = reshape(init, [1, ...init.shape]);
  if (length === 1) return first;
  return reverse
    ? concatenate([slice(after, 0, 1, length), first], 0)
    : concatenate([first, slice(after, 0, 0, length - 1)], 0);
}

/** The sum of a term over all steps, computed from the stacks of its operands. */
interface OverSteps {
  readonly reads: readonly GraphNode[];
  total(...stacks: GraphNode[]): GraphNode;
}

function overSteps(part: GraphNode): OverSteps | null {
  const { inputs, shape } = part;
  if (part.op.name === 'reshape') {
    const inner = overSteps(inputs[0]!);
    return inner && { ...inner, total: (...stacks) => reshape(inner.total(...stacks), shape) };
  }
  if (isNode(part, reductions.sum) && !part.attributes.keepDims) {
    const axes = part.attributes.axes.map(a => a + 1);
    return { reads: inputs, total: stack => sum(stack!, [0, ...axes]) };
  }
  if (!isNode(part, products.matmul) || shape.length !== 2 || inputs.some(i => i.shape.length !== 2)) return null;
  const { transposeA, transposeB } = part.attributes;
  if (!transposeA || transposeB) return null;
  return { reads: inputs, total: (a, b) => matmul(rowsOf(a!), rowsOf(b!), { transposeA }) };
}
