import { spread } from './spread';

/** Moves nodes whose neighbors became wider; returns the step that undoes it, or nothing where all have room. */
export function makeRoom(ids: readonly string[]): EditorEvent[] {
  const nodes = ids.flatMap(id => RED.nodes.node(id) ?? []);
  const places = nodes.map(({ id, x = 0, y = 0, w, h }) => ({ id, x, y, w: Number(w) || 0, h: Number(h) || 0 }));
  const to = spread(places);
  const moved = nodes.filter(({ id }) => to.has(id));
  if (moved.length === 0) return [];
  const before = moved.map(n => ({ n, ox: n.x ?? 0, oy: n.y ?? 0, moved: n.moved === true }));
  for (const node of moved) {
    Object.assign(node, { x: to.get(node.id)!, moved: true, dirty: true });
    RED.events.emit('nodes:change', node);
  }
  return [{ t: 'move', nodes: before, dirty: RED.nodes.dirty() }];
}
