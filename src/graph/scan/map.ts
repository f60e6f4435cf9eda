import { make } from '../node';
import { input, pick, scalarValue } from '../ops/leaves';
import { rebuild } from '../rebuild';
import { dependents, topological } from '../traverse';
import type { GraphNode } from '../types';
import { Body } from './body';
import { scans } from './op';

/**
 * Applies `f` to each element along the first axis, one after the other: sequences [length, …] → results [length, …],
 * each of which must be computed from the operands of `f`. For an elementwise f the result is that of `f` on the whole
 * sequences, but intermediate values of one element stay in the processor's cache.
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
