import { createHash } from 'node:crypto';
import { callee, type RunningFlow } from './expand';

/**
 * A fingerprint of everything that affects what a node does: its own settings, those of the palette's nodes before it,
 * and their wires, through any other nodes. Moving nodes or adding a debug node does not change it.
 * @param settings of a node of the palette; undefined for any other node
 */
export function upstreamFingerprint(flow: RunningFlow, id: string, settings: (id: string) => unknown): string {
  const before = reversed(flow);
  const ours = (at: string) => settings(at) !== undefined;
  const lines: string[] = [];
  const seen = new Set([id]);
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const sources = nearest(at, before, ours);
    lines.push(JSON.stringify([at, settings(at), sources]));
    for (const source of sources)
      if (!seen.has(source)) {
        seen.add(source);
        open.push(source);
      }
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** The nodes of the palette whose messages arrive without passing another node of the palette. */
function nearest(id: string, before: ReadonlyMap<string, readonly string[]>, ours: (id: string) => boolean): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [...(before.get(id) ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (ours(at)) found.add(at);
    else open.push(...(before.get(at) ?? []));
  }
  return [...found].sort();
}

function reversed(flow: RunningFlow): Map<string, string[]> {
  const before = new Map<string, string[]>();
  const add = (from: string, to: string) => {
    const known = before.get(to);
    if (known) known.push(from);
    else before.set(to, [from]);
  };
  for (const node of flow.nodes.values()) {
    for (const to of node.wires.flat()) add(node.id, to);
    const target = node.config.type === 'link call' ? callee(flow, node) : null;
    if (target !== null) add(node.id, target);
  }
  return before;
}
