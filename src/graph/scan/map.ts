import { make } from '../node';
import { input, pick, scalarValue } from '../ops/leaves';
import { rebuild } from '../rebuild';
import { dependents, topological } from '../traverse';
import type { GraphNode } from '../types';
import { Body } from './body';
import { scans } from './op';

/**
 * What `f` makes of each element along the first axis, one element after the other: sequences [length, …] → results
 * [length, …], whose elements must each be computed from `f`'s operands. It is the same as `f` on the whole sequences
 * where f takes numbers one by one, but what it needs of one element stays in the processor's cache meanwhile.
 *
 * ```
 * mapSequence(([x, y]) => [add(mul(x, 2), y)], [xs, ys])          xs, ys [8, 131072] → [8, 131072]
 * ```
 */
export function mapSequence(
  f: (elements: readonly GraphNode[]) => readonly GraphNode[],
  sequences: readonly GraphNode[],
): GraphNode[] {
  const elements = sequences.map((x, i) => input(`element ${i}`, x.shape.slice(1), x.dtype));
  const results = f(elements);
  const order = topological(results);
  const changing = dependents(order, elements);
  const captures = new Map<GraphNode, GraphNode>();
  for (const node of order.filter(n => changing.has(n)))
    for (const outside of node.inputs)
      if (!changing.has(outside) && !captures.has(outside) && scalarValue(outside) === null)
        captures.set(outside, input(`capture ${captures.size}`, outside.shape, outside.dtype));
  const body = new Body({
    carry: [],
    elements,
    captures: [...captures.values()],
    next: [],
    results: rebuild(results, captures),
  });
  const length = sequences[0]!.shape[0]!;
  const all = make(scans.scan, [...sequences, ...captures.keys()], { body, length, reverse: false });
  return results.map((_, i) => pick(all, i));
}
