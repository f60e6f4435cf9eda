import type { RunningFlow, RunningNode } from './expand';
import { type Arrival, simulate } from './simulate';

/** What a node does to a passing network. */
export type Role =
  /** a new network starts here */
  | 'input'
  /** a whole network starts here, or goes on from the input that stands before */
  | 'network'
  /** appends to it */
  | 'layer'
  /** waits for all branches of a network, then appends */
  | 'merge'
  /** waits for all branches of a network and ends it */
  | 'train'
  /** networks end here */
  | 'end'
  /** sends on what it receives, unchanged */
  | 'through'
  /** may do anything; assumed to send on what it receives */
  | 'unseen';

/** A branch: the run-time ids of the nodes that its network has passed. */
export type Branch = readonly string[];
/** An expected branch, and the node whose wire brings it. */
export interface Expected {
  readonly branch: Branch;
  readonly from: string;
}
export const branchKey = (branch: Branch): string => branch.join('>');

/** A chain that shares its beginning with other chains: appending is O(1), however long it is. */
interface Path {
  readonly id: string;
  readonly before: Path | null;
}
function branchOf(path: Path): Branch {
  const ids: string[] = [];
  for (let at: Path | null = path; at; at = at.before) ids.push(at.id);
  return ids.reverse();
}

/**
 * The branches that arrive for one message at each gathering node; a branch that arrives twice is listed twice.
 * Messages of several origins (two inject nodes on one dataset) are not added together. Null: too many to count.
 */
export function arrivals(flow: RunningFlow, role: (node: RunningNode) => Role): Map<string, Expected[]> | null {
  const expected = new Map<string, Expected[]>();
  const followed = simulate<Path | 'none'>(flow, {
    start: 'none',
    pass(node, path) {
      switch (role(node)) {
        case 'input':
          return { id: node.id, before: null };
        case 'network':
          return { id: node.id, before: path === 'none' ? null : path };
        case 'layer':
          return path === 'none' ? 'none' : { id: node.id, before: path };
        case 'end':
          return 'none';
        default:
          return path;
      }
    },
    gathers: node => role(node) === 'merge' || role(node) === 'train',
    gather(node, arrived) {
      const branches = acrossOrigins(arrived, path => (path === 'none' ? null : branchKey(branchOf(path))));
      expected.set(
        node.id,
        branches.flatMap(({ value, from }) => (value === 'none' ? [] : [{ branch: branchOf(value), from }])),
      );
      if (role(node) === 'train' || branches.length === 0) return 'none';
      return { id: node.id, before: null };
    },
  });
  return followed ? expected : null;
}

/**
 * The arrivals of one message. Messages of several origins (two inject nodes on one dataset) are not added together;
 * those of one origin are (two wires from one node).
 * @param key identifies a branch; null: not a branch
 */
export function acrossOrigins<T>(arrived: readonly Arrival<T>[], key: (value: T) => string | null): Arrival<T>[] {
  const taken = new Map<string, Map<string, Arrival<T>[]>>();
  for (const arrival of arrived) {
    const k = key(arrival.value);
    if (k === null) continue;
    const byOrigin = taken.get(k) ?? new Map<string, Arrival<T>[]>();
    byOrigin.set(arrival.origin, [...(byOrigin.get(arrival.origin) ?? []), arrival]);
    taken.set(k, byOrigin);
  }
  const longest = (lists: Iterable<Arrival<T>[]>) => [...lists].reduce((a, b) => (b.length > a.length ? b : a));
  return [...taken.values()].flatMap(byOrigin => longest(byOrigin.values()));
}
