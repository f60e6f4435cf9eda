import { callee, type RunningFlow, type RunningNode } from './expand';
import { loops } from './loops';

/**
 * A simulated run: one message from every node without incoming wires, followed through the flow as Node-RED would send
 * it. The caller defines what a message carries, so that the same simulation counts arrivals and infers shapes.
 * Example: input → a, input → b, a → merge, b → merge. `pass` is called for input, a and b, and `gather` once for merge
 * with the values from a and b.
 */
export interface Simulation<T> {
  /** what a message carries at its origin */
  readonly start: T;
  /** what a node sends on for one message; null: nothing */
  pass(node: RunningNode, value: T): T | null;
  /** does the node wait for several messages? */
  gathers(node: RunningNode): boolean;
  /** what a gathering node sends on for everything that reached it */
  gather(node: RunningNode, arrived: readonly Arrival<T>[]): T | null;
}

export interface Arrival<T> {
  readonly value: T;
  /** the origin of its message: messages of two origins never meet */
  readonly origin: string;
  /** the node that sent it here; '' at the origin */
  readonly from: string;
}

interface Message<T> extends Arrival<T> {
  readonly at: string;
  /** the link calls to return to, innermost last */
  readonly calls: readonly string[];
}

/** More steps than any sensible flow needs: forks that are never joined double the messages each time. */
const STEPS = 50_000;

/** Follows every message to its end. False: there are too many, and the result is incomplete. */
export function simulate<T>(flow: RunningFlow, { start, pass, gathers, gather }: Simulation<T>): boolean {
  const onLoop = loops(flow.nodes.keys(), id => [...wiresOf(flow, id), ...callsOf(flow, id)]);
  const visited = new Set<string>();
  const waiting = new Map<string, Message<T>[]>();
  const queue: Message<T>[] = origins(flow).map(at => ({ at, value: start, origin: at, from: '', calls: [] }));
  let steps = 0;

  const send = (from: RunningNode, value: T, { origin, calls }: Message<T>): void => {
    for (const [at, then] of next(flow, from, calls)) queue.push({ at, value, origin, from: from.id, calls: then });
  };
  const receive = (message: Message<T>): void => {
    const node = flow.nodes.get(message.at)!;
    // On a loop, each message passes only once.
    if (onLoop.has(node.id)) {
      const key = [node.id, message.origin, ...message.calls].join(' ');
      if (visited.has(key)) return;
      visited.add(key);
    }
    if (gathers(node)) {
      const arrived = waiting.get(node.id);
      if (arrived) arrived.push(message);
      else waiting.set(node.id, [message]);
      return;
    }
    const value = pass(node, message.value);
    if (value !== null) send(node, value, message);
  };

  const reach = reachability(flow, gathers);
  for (;;) {
    for (let message = queue.pop(); message; message = queue.pop()) {
      if (++steps > STEPS) return false;
      receive(message);
    }
    const ready = [...waiting.keys()];
    // One that no other waiting node leads to; if they form a loop, any.
    const id = ready.find(a => !ready.some(b => b !== a && reach(b).has(a))) ?? ready[0];
    if (id === undefined) return true;
    const arrived = waiting.get(id)!;
    waiting.delete(id);
    const node = flow.nodes.get(id)!;
    const value = gather(node, arrived);
    if (value !== null) send(node, value, { ...arrived[0]!, origin: arrived.length > 1 ? id : arrived[0]!.origin });
  }
}

/** The nodes on a loop of wires, each with the number of its loop. `ends`: nodes that a network does not pass. */
export function wiredLoops(flow: RunningFlow, ends: (node: RunningNode) => boolean): Map<string, number> {
  const through = (id: string) => !ends(flow.nodes.get(id)!);
  return loops([...flow.nodes.keys()].filter(through), id =>
    [...wiresOf(flow, id), ...callsOf(flow, id)].filter(through),
  );
}

/** The nodes without incoming wires. */
function origins(flow: RunningFlow): string[] {
  const led = new Set<string>();
  for (const id of flow.nodes.keys()) for (const to of [...wiresOf(flow, id), ...callsOf(flow, id)]) led.add(to);
  return [...flow.nodes.keys()].filter(id => !led.has(id));
}

const wiresOf = (flow: RunningFlow, id: string): readonly string[] => {
  const { wires } = flow.nodes.get(id)!;
  return wires.length === 1
    ? wires[0]!.filter(to => flow.nodes.has(to))
    : wires.flat().filter(to => flow.nodes.has(to));
};

function callsOf(flow: RunningFlow, id: string): readonly string[] {
  const node = flow.nodes.get(id)!;
  const target = node.config.type === 'link call' ? callee(flow, node) : null;
  return target === null ? [] : [target];
}

/** The nodes that receive what a node sends, with the calls to return to from there. */
function next(flow: RunningFlow, from: RunningNode, calls: readonly string[]): [string, readonly string[]][] {
  if (from.config.type === 'link call') {
    const target = callee(flow, from);
    if (target !== null) return calls.includes(from.id) ? [] : [[target, [...calls, from.id]]];
  }
  if (from.config.type === 'link out' && from.config.mode === 'return') {
    const caller = calls.at(-1);
    return caller === undefined ? [] : wiresOf(flow, caller).map(to => [to, calls.slice(0, -1)]);
  }
  return wiresOf(flow, from.id).map(to => [to, calls]);
}

/** The gathering nodes that a gathering node leads to, computed on first use. */
function reachability(flow: RunningFlow, gathers: (node: RunningNode) => boolean): (id: string) => ReadonlySet<string> {
  const callers = new Map<string, string[]>();
  for (const id of flow.nodes.keys())
    for (const target of callsOf(flow, id)) callers.set(target, [...(callers.get(target) ?? []), id]);
  const returns = [...callers.values()].flat().flatMap(id => wiresOf(flow, id));
  const known = new Map<string, ReadonlySet<string>>();
  return id => {
    const before = known.get(id);
    if (before) return before;
    const seen = new Set<string>();
    const open = [id];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const { config } = flow.nodes.get(at)!;
      const back = config.type === 'link out' && config.mode === 'return' ? returns : [];
      for (const to of [...wiresOf(flow, at), ...callsOf(flow, at), ...back])
        if (!seen.has(to)) {
          seen.add(to);
          open.push(to);
        }
    }
    const found = new Set([...seen].filter(to => gathers(flow.nodes.get(to)!)));
    known.set(id, found);
    return found;
  };
}
