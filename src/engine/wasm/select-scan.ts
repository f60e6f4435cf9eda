import { bodyOf, evaluate, type GraphNode, type NodeOf } from '../../graph';
import { copyKernel } from './kernels/pointwise';
import type { AttributesOf } from './op-kinds';
import { label, type Operands } from './operands';
import type { PlanContext } from './plan-context';
import type { Plan } from './select-kernels';
import { type Allocation, element, type Operand, type View } from './view';

/**
 * A loop over the kernels of the body. The state has its own place, which each step overwrites. Sequences and stacked
 * results are views that move with the counter. `read`: the results that are read.
 */
export function selectScan(
  node: NodeOf<AttributesOf<'scan'>>,
  read: readonly number[],
  context: PlanContext,
  operands: Operands,
  plan: Plan,
): void {
  const { steps } = operands;
  const { carry, elements, captures, next, results } = bodyOf(node)!;
  const { reverse } = node.attributes;
  const length = evaluate(node.attributes.length, context.N);
  const counter = context.counter();
  const given = new Map<GraphNode, Operand>();
  const around: Allocation[] = [];

  const states = carry.map((state, i) => {
    const view = context.temporary(operands.shape(state), state.dtype);
    steps.push(copyKernel(operands.of(node.inputs[i]!), view, `${label(node)}: the first state`));
    around.push(view.storage);
    given.set(state, view);
    return view;
  });
  elements.forEach((e, i) => {
    const sequence = operands.of(node.inputs[carry.length + i]!);
    const moving = sequence.kind === 'value' ? element(sequence, counter) : { ...sequence, shape: operands.shape(e) };
    given.set(e, moving);
  });
  const unchanged = new Set<Allocation>();
  captures.forEach((capture, i) => {
    const operand = operands.of(node.inputs[carry.length + elements.length + i]!);
    if (operand.kind === 'value') unchanged.add(operand.storage);
    given.set(capture, operand);
  });
  const stacks = new Map<number, View>();
  const places: [GraphNode, View][] = [];
  for (const i of read.filter(index => index >= next.length)) {
    const result = results[i - next.length]!;
    const stack = context.temporary([length, ...operands.shape(result)], result.dtype);
    around.push(stack.storage);
    stacks.set(i, stack);
    places.push([result, element(stack, counter)]);
  }

  const pairs = carry.map((state, i) => ({ state, next: next[i]! }));
  const body = plan(context, { given, places, pairs, unchanged });
  steps.push(...body.before, { label: label(node), kernels: body.steps, counter, length, reverse, around });
  operands.results.set(
    node,
    node.outputs!.map((_, i) => states[i] ?? stacks.get(i)!),
  );
}
