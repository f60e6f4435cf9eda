import { atScope, make } from '../node';
import { isNode, type NodeOf } from '../op';
import { leaves } from '../ops/leaves';
import { runSteps } from '../scan/build';
import { type ScanAttributes, scans, splitInputs } from '../scan/op';
import { topological } from '../traverse';
import type { GraphNode } from '../types';
import type { Pass } from './pass';

/**
 * A graph with the same results and less work: patterns of ops are replaced by others.
 *
 * A pattern looks like the expression that it finds. A name stands for any node, an op for a node of this op:
 *
 *   { op: 'relu', inputs: [{ op: 'add', inputs: ['x', 'bias'] }] }      relu(x + bias), x and bias being any nodes
 *
 * Rewrites run before the gradient is taken, so it follows from the replacements, and rewrites need not deal with it.
 */
export interface Rewrite {
  readonly name: string;
  /** why the results are equal, and what it saves */
  readonly reason: string;
  readonly patterns: readonly Pattern[];
  /** what replaces the root of the pattern; null: nothing here */
  replace(found: Found, root: GraphNode): GraphNode | null;
}

export type Pattern =
  | string
  | {
      /** one op, or any of several; null: any op */
      readonly op: string | readonly string[];
      readonly inputs?: readonly Pattern[];
      /** the name of the node in `found`, for its attributes and shape */
      readonly as?: string;
    };

/** The nodes by their names in the pattern. */
export type Found = Readonly<Record<string, GraphNode>>;

/** The pass that searches the whole graph and the bodies of its scans for the pattern. */
export const rewrite = (definition: Rewrite): Pass => ({
  name: definition.name,
  reason: definition.reason,
  run: outputs => apply(outputs, definition),
});

function apply(outputs: readonly GraphNode[], rewrite: Rewrite): GraphNode[] {
  const { patterns, replace } = rewrite;
  const order = topological(outputs);
  const uses = new Map<GraphNode, number>();
  for (const node of [...order.flatMap(n => n.inputs), ...outputs]) uses.set(node, (uses.get(node) ?? 0) + 1);
  const now = new Map<GraphNode, GraphNode>();
  const stands = (other: GraphNode, node: GraphNode): void => {
    now.set(node, other);
    // the replacement is used as often as the node was
    if (other !== node) uses.set(other, Math.max(uses.get(other) ?? 0, uses.get(node) ?? 0));
  };
  for (const node of order) {
    if (now.has(node)) continue;
    const other = atScope(node.scope, () => {
      const inputs = node.inputs.map(i => now.get(i)!);
      const results = isNode(node, scans.scan) && inSteps(node, inputs, picksOf(node, order), rewrite);
      if (results) {
        results.forEach(stands);
        return node; // unused from now on
      }
      const same = inputs.every((input, i) => input === node.inputs[i]);
      const again = same ? node : make(node.op, inputs, node.attributes);
      for (const pattern of patterns) {
        const found = find(pattern, again, uses, true);
        const replacement = found && replace(found, again);
        if (replacement) return replacement;
      }
      return again;
    });
    stands(other, node);
  }
  return outputs.map(output => now.get(output)!);
}

type Pick = NodeOf<{ index: number }>;
const picksOf = (tuple: GraphNode, order: readonly GraphNode[]): Pick[] =>
  order.filter(node => isNode(node, leaves.pick)).filter(pick => pick.inputs[0] === tuple);

/**
 * Rewrites the steps of a scan: the replacement of each result that is read, or null if nothing is found. A body offers
 * nearly all of its nodes as results, which makes every inner node of a pattern seem to be used elsewhere. So the
 * pattern is searched in the body without the results that nobody reads. The scan is then rebuilt, so that its results
 * are the new nodes, as its gradient needs them. What does not change from step to step, such as the transformation of
 * a kernel, moves out of the scan.
 */
function inSteps(
  { attributes: { body, length, reverse } }: NodeOf<ScanAttributes>,
  inputs: readonly GraphNode[],
  picks: readonly Pick[],
  rewrite: Rewrite,
): Map<GraphNode, GraphNode> | null {
  const { carry, elements, captures, next } = body;
  const indexOf = (pick: Pick): number => pick.attributes.index;
  const stacked = picks.filter(pick => indexOf(pick) >= next.length);
  const before = [...next, ...stacked.map(pick => body.outputs[indexOf(pick)]!)];
  const after = apply(before, rewrite);
  if (after.every((node, i) => node === before[i])) return null;
  const given = splitInputs(body, inputs);
  const outputs = after.slice(next.length);
  const run = runSteps({
    carry: carry.map((node, i) => ({ node, init: given.init[i]! })),
    sequences: new Map(elements.map((element, i) => [element, given.sequences[i]!])),
    outside: new Map(captures.map((capture, i) => [capture, given.captures[i]!])),
    next: after.slice(0, next.length),
    outputs,
    length,
    reverse,
  });
  return new Map(picks.map(pick => [pick, run.carry[indexOf(pick)] ?? run.stackOf(outputs[stacked.indexOf(pick)]!)]));
}

/** The nodes that the names of a pattern match at a node, or null. Inner nodes must have no other use: they vanish. */
function find(pattern: Pattern, node: GraphNode, uses: ReadonlyMap<GraphNode, number>, root = false): Found | null {
  if (typeof pattern === 'string') return { [pattern]: node };
  const { op, inputs, as } = pattern;
  if (typeof op === 'string' ? op !== node.op.name : !op.includes(node.op.name)) return null;
  if (!root && (uses.get(node) ?? 1) > 1) return null;
  const own = as === undefined ? {} : { [as]: node };
  if (!inputs) return own;
  for (const order of commutative.has(node.op.name) ? [inputs, [...inputs].reverse()] : [inputs]) {
    const parts = node.inputs.map((input, i) => order[i] !== undefined && find(order[i], input, uses));
    if (parts.every(part => part)) return Object.assign(own, ...parts);
  }
  return null;
}

const commutative: ReadonlySet<string> = new Set(['add', 'mul', 'maximum', 'minimum']);
