import { Problem } from '../../errors';
import { text } from '../dimensions';
import { atScope, located, make } from '../node';
import { full, input, pick } from '../ops/leaves';
import { dependents, topological } from '../traverse';
import type { Dim, GraphNode } from '../types';
import { batched, repeated } from './batching';
import { Body } from './body';
import { scans } from './op';
import { reassociate } from './reassociate';

/** One step: from the previous state and the step's elements to the next state and the outputs to stack. */
export type Step = (
  carry: readonly GraphNode[],
  elements: readonly GraphNode[],
) => { readonly carry: readonly GraphNode[]; readonly outputs?: readonly GraphNode[] };

/**
 * Runs a step along the first axis of sequences, from the last element to the first if `reverse`, with a carried state.
 * Sequences [length, …] → the state after the last step, and each output stacked to [length, …]; element i of a stack
 * belongs to element i of the sequences in both directions. The step may use any node from outside. Any dtype.
 * ```
 * scan(([h], [x]) => { const y = tanh(add(matmul(h, U), x)); return { carry: [y], outputs: [y] }; }, [h0], [xs])
 * ```
 * Throws if there is no sequence, if lengths differ, or if a state changes its shape or dtype.
 */
export function scan(
  step: Step,
  init: readonly GraphNode[],
  sequences: readonly GraphNode[],
  { reverse = false }: { readonly reverse?: boolean } = {},
): { carry: GraphNode[]; outputs: GraphNode[] } {
  const lengths = [...new Set(sequences.map(s => s.shape[0]))];
  if (lengths.length !== 1 || lengths[0] === undefined)
    throw refused(`needs sequences of one length, received ${sequences.map(s => text(s.shape)).join(', ') || 'none'}`);
  const before = init.map((x, i) => input(`carry ${i}`, x.shape, x.dtype));
  const elements = sequences.map((x, i) => input(`element ${i}`, x.shape.slice(1), x.dtype));
  const { carry: next, outputs = [] } = step(before, elements);
  if (next.length !== init.length)
    throw refused(`the step must return a state of ${init.length}, received ${next.length}`);
  const run = runSteps({
    carry: before.map((node, i) => ({ node, init: init[i]! })),
    sequences: new Map(elements.map((element, i) => [element, sequences[i]!])),
    outside: new Map(),
    next,
    outputs,
    length: lengths[0],
    reverse,
  });
  return { carry: run.carry, outputs: outputs.map(run.stackOf) };
}

const refused = (sentence: string): Error => located(new Problem(sentence), 'scan', []);

export interface Steps {
  /** inputs of the step, with their initial state */
  readonly carry: readonly { readonly node: GraphNode; readonly init: GraphNode }[];
  /** nodes of the step whose values in all steps are known, as stacks [length, …] */
  readonly sequences: ReadonlyMap<GraphNode, GraphNode>;
  /** nodes of the step that stand for outer nodes, the same in every step */
  readonly outside: ReadonlyMap<GraphNode, GraphNode>;
  readonly next: readonly GraphNode[];
  readonly outputs: readonly GraphNode[];
  readonly length: Dim;
  readonly reverse: boolean;
}

/**
 * Makes the scan. One walk divides the nodes of the step into three kinds:
 * - `outside`: nothing in them changes from step to step. They are computed once; the body gets them as captures.
 * - `stacked`: they change with the elements, but not with the state. If their op has a batch rule (batching.ts), all
 *   steps are computed at once before the scan: x·W of all steps is one product.
 * - `inside`: the rest, which are rebuilt in the body.
 */
export function runSteps(steps: Steps): { carry: GraphNode[]; stackOf(node: GraphNode): GraphNode } {
  const { length, reverse } = steps;
  const outside = new Map(steps.outside);
  const stacked = new Map(steps.sequences);
  const inside = new Map(steps.carry.map(({ node }) => [node, node]));
  const captures = new Map<GraphNode, GraphNode>();
  const elements = new Map<GraphNode, GraphNode>();

  /** The node in the body; a node from outside becomes an input. */
  const within = (node: GraphNode): GraphNode => {
    const own = inside.get(node);
    if (own || node.op.name === 'constant') return own ?? node;
    const stack = stacked.get(node);
    const [inputs, value] = stack ? [elements, stack] : [captures, outside.get(node)!];
    const name = `${stack ? 'element' : 'capture'} ${inputs.size}`;
    const known = inputs.get(value) ?? input(name, node.shape, node.dtype);
    inputs.set(value, known);
    return known;
  };
  const place = (node: GraphNode): void => {
    if (outside.has(node) || stacked.has(node) || inside.has(node)) return;
    const { inputs } = node;
    if (inputs.every(i => outside.has(i))) {
      const now = inputs.map(i => outside.get(i)!);
      outside.set(node, now.every((x, i) => x === inputs[i]) ? node : make(node.op, now, node.attributes));
      return;
    }
    if (inputs.every(i => !inside.has(i))) {
      const operands = inputs.map(i => ({ value: stacked.get(i) ?? outside.get(i)!, stacked: stacked.has(i) }));
      const stack = batched(node, operands, length);
      if (stack) return void stacked.set(node, stack);
    }
    inside.set(node, make(node.op, inputs.map(within), node.attributes));
  };

  const known = new Set([...outside.keys(), ...stacked.keys(), ...inside.keys()]);
  const order = topological([...steps.next, ...steps.outputs], known);
  const changing = dependents(order, inside.keys());
  const { nodes, standsFor } = reassociate(order, known, node => changing.has(node));
  for (const node of nodes) atScope(node.scope, () => place(node));
  const now = (node: GraphNode): GraphNode => standsFor.get(node) ?? node;

  const next = steps.next.map(node => within(now(node)));
  const wanted = steps.outputs.map(now).filter(node => inside.has(node));
  const carry = steps.carry.map(c => c.node);
  const own = new Set(topological([...next, ...wanted.map(within)]));
  // reassociation leaves unused products behind, and captures that only they needed
  const taken = (inputs: Map<GraphNode, GraphNode>) => [...inputs].filter(([, parameter]) => own.has(parameter));
  const [sequences, constants] = [taken(elements), taken(captures)];
  if (sequences.length === 0) sequences.push([full(0, [length]), input('element 0', [])]);
  const inputs = new Set([...captures.values(), ...elements.values()]);
  const body = new Body({
    carry,
    elements: sequences.map(([, parameter]) => parameter),
    captures: constants.map(([, parameter]) => parameter),
    next,
    results: [...own].filter(node => !inputs.has(node) && !node.outputs && node.op.name !== 'constant'),
  });
  const given = [...steps.carry.map(c => c.init), ...[...sequences, ...constants].map(([value]) => value)];
  // if everything is outside, there is nothing to run
  const result = (i: number) => pick(tuple!, i);
  const tuple = body.outputs.length > 0 ? make(scans.scan, given, { body, length, reverse }) : null;
  return {
    carry: next.map((_, i) => result(i)),
    stackOf(node) {
      const stack = stacked.get(now(node));
      if (stack) return stack;
      const place = body.results.indexOf(inside.get(now(node))!);
      return place >= 0 ? result(next.length + place) : repeated(outside.get(now(node)) ?? node, length);
    },
  };
}
