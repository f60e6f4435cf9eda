import { known, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { baseOf, isLeaf, isPointwise, isReduction, isView } from './op-kinds';

/**
 * Fusion: which nodes are computed together. A group is one kernel: a single op; a reduction with pointwise ops on its
 * operand; or pointwise ops that go through memory once.
 * ```
 * m′ = β·m + g        v′ = γ·v + g·g        θ′ = θ − α·m′ / (√v′ + ε)        one group: reads m, v, θ, g, writes m′,
 * v′, θ′
 * ```
 * Two pointwise ops may be in one group if they have the same shape and the same level. An op that is not pointwise is
 * one level above what it reads. So no path leads from one op of a level through such an op to another of the same
 * level; and paths without such an op only lead to larger shapes.
 */
export interface FusionGroup {
  /** in the order of computation */
  readonly nodes: readonly GraphNode[];
  /** the single op, or the reduction; null: a group of pointwise ops */
  readonly root: GraphNode | null;
}

export interface FusionGroups {
  /** the group that computes a node, looking through views; null for given nodes */
  of(node: GraphNode): FusionGroup | null;
  /** groups that must run before it */
  before(group: FusionGroup): readonly FusionGroup[];
  /** its nodes that other groups read */
  results(group: FusionGroup): readonly GraphNode[];
}

/** The nodes to compute, and their consumers. */
interface Uses {
  /** in topological order */
  readonly order: readonly GraphNode[];
  readonly consumers: ReadonlyMap<GraphNode, readonly GraphNode[]>;
  readonly isOutput: (node: GraphNode) => boolean;
  /** does it have a value already? */
  readonly isGiven: (node: GraphNode) => boolean;
  readonly sameShape: (a: GraphNode, b: GraphNode) => boolean;
}

/** Pointwise nodes, with the reduction in whose loop they are computed. */
type Absorbed = ReadonlyMap<GraphNode, GraphNode>;

/** `given`: nodes that have a value already; N: the batch. */
export function fuse(outputs: readonly GraphNode[], given: ReadonlySet<GraphNode>, N: number): FusionGroups {
  const uses = usesOf(outputs, given, N);
  const absorbed = absorb(uses);
  const joins = (node: GraphNode): boolean => isPointwise(node) && !absorbed.has(node) && !uses.isGiven(node);
  const levels = levelsOf(uses, joins);
  const joined = join(uses, joins, levels);
  return groupsOf(uses, absorbed, joined);
}

function usesOf(outputs: readonly GraphNode[], given: ReadonlySet<GraphNode>, N: number): Uses {
  const isGiven = (node: GraphNode): boolean => given.has(node) || isLeaf(node);
  const order = topological(outputs, given).filter(node => !isGiven(node));
  const consumers = new Map<GraphNode, GraphNode[]>(order.map(node => [node, []]));
  for (const node of order) for (const input of node.inputs) consumers.get(input)?.push(node);
  const shapes = new Map(order.map(node => [node, String(known(node.shape, N))]));
  const ends = new Set(outputs);
  return {
    order,
    consumers,
    isOutput: node => ends.has(node),
    isGiven,
    sameShape: (a, b) => shapes.get(a) === shapes.get(b),
  };
}

/** Pointwise nodes that only one reduction reads: they need not go through memory. */
function absorb({ order, consumers, isOutput, sameShape }: Uses): Absorbed {
  const into = new Map<GraphNode, GraphNode>();
  for (const node of [...order].reverse()) {
    if (!isPointwise(node) || isOutput(node)) continue;
    const roots = new Set(consumers.get(node)!.map(c => (isReduction(c) ? c : into.get(c))));
    const [root] = roots;
    if (roots.size === 1 && root && sameShape(node, root.inputs[0]!)) into.set(node, root);
  }
  return into;
}

function levelsOf({ order, consumers, sameShape }: Uses, joins: (node: GraphNode) => boolean): Map<GraphNode, number> {
  const levels = new Map<GraphNode, number>();
  const level = (node: GraphNode): number => levels.get(node) ?? 0;
  for (const node of order) {
    const most = Math.max(0, ...node.inputs.map(level));
    // a view of what a group computes is available when the group is done
    levels.set(node, joins(node) || (isView(node) && !joins(baseOf(node))) ? most : most + 1);
  }
  // a node is computed where it is needed, if that is one group: its result need not be stored
  for (const node of [...order].reverse()) {
    if (!joins(node)) continue;
    const readers = consumers.get(node)!;
    const [only, ...others] = new Set(readers.map(level));
    if (only !== undefined && others.length === 0 && readers.every(c => joins(c) && sameShape(c, node)))
      levels.set(node, only);
  }
  return levels;
}

/** For each node the pointwise nodes of its group: connected, of the same shape and level. */
function join(
  { order, sameShape }: Uses,
  joins: (node: GraphNode) => boolean,
  levels: ReadonlyMap<GraphNode, number>,
): Map<GraphNode, readonly GraphNode[]> {
  const groupOf = new Map<GraphNode, GraphNode[]>();
  for (const node of order) {
    if (!joins(node)) continue;
    let own = [node];
    for (const input of node.inputs) {
      const other = groupOf.get(input);
      if (!other || other === own || !sameShape(input, node) || levels.get(input) !== levels.get(node)) continue;
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

function groupsOf(
  { order, consumers, isOutput, isGiven }: Uses,
  absorbed: Absorbed,
  joined: ReadonlyMap<GraphNode, readonly GraphNode[]>,
): FusionGroups {
  const inLoop = new Map<GraphNode, GraphNode[]>();
  for (const [node, root] of absorbed) inLoop.set(root, [node, ...(inLoop.get(root) ?? [])]);
  const byNode = new Map<GraphNode, FusionGroup>();
  const made = new Map<readonly GraphNode[], FusionGroup>();
  for (const node of order) {
    if (isView(node) || absorbed.has(node)) continue;
    const nodes = joined.get(node);
    const group = nodes
      ? (made.get(nodes) ?? { nodes, root: null })
      : { nodes: [...(inLoop.get(node) ?? []), node], root: node };
    if (nodes) made.set(nodes, group);
    byNode.set(node, group);
  }
  for (const [node, root] of absorbed) byNode.set(node, byNode.get(root)!);

  const of = (node: GraphNode): FusionGroup | null => {
    let found = node;
    while (!isGiven(found) && isView(found)) found = found.inputs[0]!;
    return isGiven(found) ? null : byNode.get(found)!;
  };
  return {
    of,
    before(group) {
      const needed = group.nodes.flatMap(node => node.inputs).map(of);
      return [...new Set(needed)].filter((g): g is FusionGroup => g !== null && g !== group);
    },
    results: group =>
      group.nodes.filter(
        node => isOutput(node) || consumers.get(node)!.some(c => isView(c) || byNode.get(c) !== group),
      ),
  };
}
