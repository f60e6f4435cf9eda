import type { RunningFlow } from './expand';

/** The position of a node on the canvas, from the outermost subflow instance inwards. */
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

/**
 * The ids by which a user may know a node: its own id, its id in the template, and those of the instances around it.
 */
function namesOf(flow: RunningFlow, id: string): string[] {
  const place = flow.nodes.get(id) ?? flow.instances.get(id);
  return place ? [id, place.config.id, ...namesOf(flow, place.instance)] : [];
}

/**
 * Arrivals in the order of joining: first by `order`, which names the nodes whose wires bring them, then by the
 * position of these nodes on the canvas, top to bottom (and left to right).
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
