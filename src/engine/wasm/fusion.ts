import { known, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { pointwise } from './pointwise';

/**
 * Which nodes are computed together. A unit is one kernel: an op of its own, a reduction with what is made of its operand
 * number by number, or a group of such ops that go through memory once.
 *
 * ```
 * m′ = β·m + g        v′ = γ·v + g·g        θ′ = θ − α·m′ / (√v′ + ε)        one group: reads m, v, θ, g, writes m′, v′, θ′
 * ```
 *
 * Two ops may be in one group if they have the same shape and the same level. An op that is not pointwise is one level above
 * what it reads, so that no path leads from one of a level through such an op to another; and without one, shapes only grow.
 */
export interface FusionGroup {
  /** in the order in which they are computed */
  readonly nodes: readonly GraphNode[];
  /** the op of its own, or the reduction; null: a group of pointwise ops */
  readonly root: GraphNode | null;
}

/** Ops that only say where numbers are: nothing is computed for them. */
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
const isPointwise = (node: GraphNode): boolean => node.op.name in pointwise;
/** Is there a way to compute it? */
export const isKnown = (node: GraphNode): boolean =>
  isView(node) || isLeaf(node) || isReduction(node) || isPointwise(node) || isSingle(node.op.name);

/** The node whose numbers are seen through views. */
export function baseOf(node: GraphNode): GraphNode {
  let found = node;
  while (isView(found)) found = found.inputs[0]!;
  return found;
}

export interface FusionGroups {
  /** the unit that computes a node, seen through views; null for what is there anyway */
  of(node: GraphNode): FusionGroup | null;
  /** units that must be done before it */
  before(unit: FusionGroup): readonly FusionGroup[];
  /** nodes of it that others read */
  results(unit: FusionGroup): readonly GraphNode[];
}

/** `given` are nodes that have a value already. */
export function fuse(outputs: readonly GraphNode[], given: ReadonlySet<GraphNode>, N: number): FusionGroups {
  const isGiven = (node: GraphNode) => given.has(node) || isLeaf(node);
  const order = topological(outputs, given).filter(node => !isGiven(node));
  const consumers = new Map<GraphNode, GraphNode[]>(order.map(node => [node, []]));
  for (const node of order) for (const input of node.inputs) consumers.get(input)?.push(node);
  const isOutput = new Set(outputs);
  const shapes = new Map(order.map(node => [node, String(known(node.shape, N))]));
  const alike = (a: GraphNode, b: GraphNode) => shapes.get(a) === shapes.get(b);

  const reduction = absorbed();
  const levels = levelsOf();
  const members = groups();

  /** Pointwise nodes that only one reduction reads, by the reduction: they are computed in its loop. */
  function absorbed(): Map<GraphNode, GraphNode> {
    const into = new Map<GraphNode, GraphNode>();
    for (const node of [...order].reverse()) {
      if (!isPointwise(node) || isOutput.has(node)) continue;
      const roots = new Set(consumers.get(node)!.map(c => (isReduction(c) ? c : into.get(c))));
      const [root] = roots;
      if (roots.size === 1 && root && alike(node, root.inputs[0]!)) into.set(node, root);
    }
    return into;
  }

  function levelsOf(): Map<GraphNode, number> {
    const levels = new Map<GraphNode, number>();
    const level = (node: GraphNode) => levels.get(node) ?? 0;
    for (const node of order) {
      const most = Math.max(0, ...node.inputs.map(level));
      const joins = isPointwise(node) && !reduction.has(node);
      // a view of what a group computes is there when the group is done
      levels.set(node, joins || (isView(node) && !joinsGroup(baseOf(node))) ? most : most + 1);
    }
    // computed where it is needed, as long as that is in one place: what is only read there need not be kept
    for (const node of [...order].reverse()) {
      if (!joinsGroup(node)) continue;
      const needed = new Set(consumers.get(node)!.map(level));
      const [only] = needed;
      if (needed.size === 1 && consumers.get(node)!.every(c => joinsGroup(c) && alike(c, node)))
        levels.set(node, only!);
    }
    return levels;
  }
  function joinsGroup(node: GraphNode): boolean {
    return isPointwise(node) && !reduction.has(node) && !isGiven(node);
  }

  /** The nodes that are computed with each: connected, of one shape and level. */
  function groups(): Map<GraphNode, GraphNode[]> {
    const groupOf = new Map<GraphNode, GraphNode[]>();
    for (const node of order) {
      if (!joinsGroup(node)) continue;
      let own = [node];
      for (const input of node.inputs) {
        const other = groupOf.get(input);
        if (!other || other === own || !alike(input, node) || levels.get(input) !== levels.get(node)) continue;
        const [large, small] = other.length >= own.length ? [other, own] : [own, other];
        large.push(...small);
        for (const moved of small) groupOf.set(moved, large);
        own = large;
      }
      groupOf.set(node, own);
    }
    const place = new Map(order.map((node, i) => [node, i]));
    for (const group of new Set(groupOf.values())) group.sort((a, b) => place.get(a)! - place.get(b)!);
    return groupOf;
  }

  const units = new Map<GraphNode, FusionGroup>();
  const inLoop = new Map<GraphNode, GraphNode[]>();
  for (const [node, root] of reduction) inLoop.set(root, [node, ...(inLoop.get(root) ?? [])]);
  const made = new Map<readonly GraphNode[], FusionGroup>();
  for (const node of order) {
    if (isView(node) || reduction.has(node)) continue;
    const group = members.get(node);
    const unit = group
      ? (made.get(group) ?? { nodes: group, root: null })
      : { nodes: [...(inLoop.get(node) ?? []), node], root: node };
    if (group) made.set(group, unit);
    units.set(node, unit);
  }
  for (const [node, root] of reduction) units.set(node, units.get(root)!);

  const of = (node: GraphNode): FusionGroup | null => {
    let found = node;
    while (!isGiven(found) && isView(found)) found = found.inputs[0]!;
    return isGiven(found) ? null : units.get(found)!;
  };
  return {
    of,
    before(unit) {
      const needed = unit.nodes.flatMap(node => node.inputs).map(of);
      return [...new Set(needed)].filter((u): u is FusionGroup => u !== null && u !== unit);
    },
    results: unit =>
      unit.nodes.filter(
        node =>
          isOutput.has(node) || consumers.get(node)!.some(consumer => isView(consumer) || units.get(consumer) !== unit),
      ),
  };
}
