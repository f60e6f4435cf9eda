import type { Branch } from './arrivals';
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

/**
 * Branches in the order in which they are joined: as `order` names their last nodes, then by where their last nodes stand
 * on the canvas, top to bottom (and left to right).
 * @param order ids of last nodes, as in the flow (the ids of a template, inside a subflow)
 */
export function inOrder(flow: RunningFlow, branches: readonly Branch[], order: readonly string[] = []): Branch[] {
  const rank = (branch: Branch): number[] => {
    const last = branch.at(-1) ?? '';
    const id = flow.nodes.get(last)?.config.id;
    const named = order.findIndex(o => o === last || o === id);
    return [named === -1 ? order.length : named, ...position(flow, last)];
  };
  return [...branches]
    .map(branch => ({ branch, rank: rank(branch) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ branch }) => branch);
}
