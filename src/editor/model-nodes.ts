import type { StoredAsNodes } from '../spec/single-nodes';
import { freeRow } from './insert/placed';
import { flowOf } from './single-nodes';

/** The center of the first node, from the left edge. */
const LEFT = 120;

/** Writes the network of a stored model onto the canvas, below everything on the flow, as one step of undo. False: it may not. */
export function writeOntoCanvas({ nodes: parts }: StoredAsNodes): boolean {
  const z = RED.workspaces.active();
  if (z === '' || RED.workspaces.isLocked() || !RED.user.hasPermission('flows.write')) return false;
  const { flow } = flowOf({ x: LEFT, y: freeRow(RED.nodes.filterNodes({ z })), z }, parts, null, undefined);
  const dirty = RED.nodes.dirty();
  const { nodes, links } = RED.nodes.import(flow, { markChanged: true });
  RED.history.push({ t: 'add', nodes: nodes.map(({ id }) => id), links, dirty });
  RED.nodes.dirty(true);
  RED.view.redraw(true);
  RED.view.select({ nodes });
  RED.view.reveal(nodes[0]!.id, false);
  return true;
}
