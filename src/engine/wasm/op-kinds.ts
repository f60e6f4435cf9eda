import type { GraphNode } from '../../graph/types';
import { pointwise } from './pointwise';

/** How each op is computed: as a view, pointwise, as a reduction, or by its own kernel. */

/** Ops that only change strides: nothing is computed. */
const VIEWS: ReadonlySet<string> = new Set(['reshape', 'transpose', 'broadcastTo', 'slice', 'pick', 'split']);
const LEAVES: ReadonlySet<string> = new Set(['input', 'constant', 'sizeOf']);
const REDUCTIONS: ReadonlySet<string> = new Set(['sum', 'max', 'min']);

/** Ops with a kernel of their own. */
const SINGLE = ['matmul', 'gather', 'scatterAdd', 'argmax', 'random', 'concatenate', 'pad', 'scan'] as const;
export type SingleOp = (typeof SINGLE)[number];
export const isSingle = (name: string): name is SingleOp => (SINGLE as readonly string[]).includes(name);

export const isView = (node: GraphNode): boolean => VIEWS.has(node.op.name);
export const isLeaf = (node: GraphNode): boolean => LEAVES.has(node.op.name);
export const isReduction = (node: GraphNode): boolean => REDUCTIONS.has(node.op.name);
export const isPointwise = (node: GraphNode): boolean => node.op.name in pointwise;
/** Is there a way to compute it? */
export const isKnown = (node: GraphNode): boolean =>
  isView(node) || isLeaf(node) || isReduction(node) || isPointwise(node) || isSingle(node.op.name);

/** The node that a chain of views reads. */
export function baseOf(node: GraphNode): GraphNode {
  let found = node;
  while (isView(found)) found = found.inputs[0]!;
  return found;
}
