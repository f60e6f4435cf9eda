import type { GraphNode } from '../../graph/types';
import type { FusionGroup, FusionGroups } from './fusion';
import { baseOf } from './op-kinds';

/** A state and the next value that overwrites it. */
export interface Pair {
  readonly state: GraphNode;
  readonly next: GraphNode;
}

/** Orders the groups, and returns the pairs whose next value is written in place of the state. */
export function schedule(
  groups: FusionGroups,
  roots: readonly GraphNode[],
  outputs: readonly GraphNode[],
  pairs: readonly Pair[],
): { order: FusionGroup[]; inPlace: Pair[] } {
  const later = new Map<FusionGroup, FusionGroup[]>();
  const walk = (starts: readonly FusionGroup[], done: Set<FusionGroup>): void => {
    const entry = (group: FusionGroup) => ({
      group,
      needs: [...groups.before(group), ...(later.get(group) ?? [])],
      next: 0,
    });
    const stack = starts.map(entry).reverse();
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = done.has(top.group) ? undefined : top.needs[top.next++];
      if (need && !done.has(need)) stack.push(entry(need));
      else if (!need) {
        done.add(top.group);
        stack.pop();
      }
    }
  };
  const starts = (nodes: readonly GraphNode[]): FusionGroup[] =>
    nodes.map(node => groups.of(node)).filter((group): group is FusionGroup => group !== null);
  const all = new Set<FusionGroup>();
  walk(starts(roots), all);

  const written = new Set<GraphNode>(); // if two states have the same next value, it is written to one of them and copied to the other
  const inPlace = pairs.filter(({ state, next }) => {
    const own = groups.of(next);
    const seen = (node: GraphNode) => node !== next && baseOf(node) === state;
    if (!own || own.root || baseOf(next) !== next || !same(state, next) || written.has(next)) return false;
    if ([...outputs, ...pairs.map(p => p.next)].some(seen)) return false;
    const reads = (group: FusionGroup) => group.nodes.flatMap(n => n.inputs).filter(i => baseOf(i) === state);
    if (reads(own).some(input => input !== state)) return false;
    const others = [...all].filter(group => group !== own && reads(group).length > 0);
    const needed = new Set<FusionGroup>();
    walk(others, needed);
    if (needed.has(own)) return false;
    later.set(own, [...(later.get(own) ?? []), ...others]);
    written.add(next);
    return true;
  });
  const order = new Set<FusionGroup>();
  walk(starts(roots), order);
  return { order: [...order], inPlace };
}

const same = (a: GraphNode, b: GraphNode): boolean => String(a.shape) === String(b.shape) && a.dtype === b.dtype;
