import type { RunningFlow } from './expand';

/** Where a node stands on the canvas, from the outermost subflow instance in. */
function position(flow: RunningFlow, id: string): number[] {
  const place = flow.nodes.get(id) ?? flow.instances.get(id);
  if (!place) return [];
  const { x, y } = place.config;
  const own = [typeof y === 'number' ? y : 0, typeof x === 'number' ? x : 0];
  return place.instance === '' ? own : [...position(flow, place.instance), ...own];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, k) => value !== b[k]);
  return at === -1 ? a.length - b.length : a[at]! - (b[at] ?? Number.NEGATIVE_INFINITY);
}

/** The ids by which a user may know a node: its own, also as in a template, and those of the instances around it. */
function namesOf(flow: RunningFlow, id: string): string[] {
  const place = flow.nodes.get(id) ?? flow.instances.get(id);
  return place ? [id, place.config.id, ...namesOf(flow, place.instance)] : [];
}

/**
 * What arrives at a node in the order in which it is joined: as `order` names the nodes whose wires bring it, then by
 * where these stand on the canvas, top to bottom (and left to right).
 */
export function inOrder<T extends { readonly from: string }>(
  flow: RunningFlow,
  arriving: readonly T[],
  order: readonly string[] = [],
): T[] {
  const rank = ({ from }: T): number[] => {
    const names = namesOf(flow, from);
    const named = order.findIndex(id => names.includes(id));
    return [named === -1 ? order.length : named, ...position(flow, from)];
  };
  return arriving
    .map(item => ({ item, rank: rank(item) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ item }) => item);
}
