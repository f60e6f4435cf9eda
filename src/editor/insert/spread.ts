/** A node's place on the canvas: its center, as in Node-RED, and its size. */
interface Place {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** between a node and the next one */
const GAP = 30;
/** Node-RED's grid */
const GRID = 20;

/**
 * New x of the nodes that must move so that no long name lies under the next node: each node moves right, and with it all
 * that stand at or beyond its place. Nodes that have room stay.
 */
export function spread(nodes: readonly Place[]): ReadonlyMap<string, number> {
  const x = new Map(nodes.map(node => [node.id, node.x]));
  const ordered = [...nodes].sort((a, b) => a.x - b.x);
  for (const [i, node] of ordered.entries()) {
    const left = x.get(node.id)! - node.w / 2;
    const needed = Math.max(
      0,
      ...ordered
        .slice(0, i)
        .filter(other => Math.abs(other.y - node.y) < (other.h + node.h) / 2)
        .map(other => x.get(other.id)! + other.w / 2 + GAP - left),
    );
    const moved = Math.ceil(needed / GRID) * GRID;
    for (const other of ordered.slice(i)) x.set(other.id, x.get(other.id)! + moved);
  }
  return new Map(nodes.filter(node => x.get(node.id) !== node.x).map(node => [node.id, x.get(node.id)!]));
}
