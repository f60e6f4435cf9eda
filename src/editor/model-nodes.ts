import type { StoredAsNodes } from '../spec/single-nodes';
import { STEP } from './in-rows';
import { freeRow } from './insert/placed';
import { makeRoom } from './insert/room';
import { flowOf } from './single-nodes';

/** The center of the first node, from the left edge. */
const LEFT = 120;
/** A row is not narrower, however narrow the canvas is. */
const FEWEST_COLUMNS = 4;

/**
 * Writes the network of a stored model onto the canvas, below everything on the flow, in rows that are no wider than what is
 * seen of the canvas; as one step of undo. Returns the first node; null: the flow may not be changed.
 */
export function writeOntoCanvas({ nodes: parts }: StoredAsNodes): EditorNode | null {
  const z = RED.workspaces.active();
  if (z === '' || RED.workspaces.isLocked() || !RED.user.hasPermission('flows.write')) return null;
  const columns = Math.max(FEWEST_COLUMNS, Math.floor((seenWidth() / RED.view.scale() - LEFT) / STEP.x));
  const place = { x: LEFT, y: freeRow(RED.nodes.filterNodes({ z })), z };
  const { flow } = flowOf(place, parts, null, undefined, columns);
  const dirty = RED.nodes.dirty();
  const { nodes, links } = RED.nodes.import(flow, { markChanged: true });
  RED.history.push({ t: 'add', nodes: nodes.map(({ id }) => id), links, dirty });
  RED.nodes.dirty(true);
  RED.view.redraw(true, true); // the widths follow the names
  makeRoom(nodes.map(({ id }) => id));
  RED.view.redraw(true);
  RED.view.select({ nodes });
  return nodes[0]!;
}

/** Pixels of the canvas that nothing covers: in Node-RED 5 the sidebar lies over it. */
function seenWidth(): number {
  const canvas = $('#red-ui-workspace-chart')[0]!.getBoundingClientRect();
  const covering = $('.tensorwire-sidebar')[0]?.getBoundingClientRect().left ?? canvas.right;
  // one that is as wide as the window makes room when a node is shown
  const right = covering > canvas.left ? Math.min(canvas.right, covering) : canvas.right;
  return right - canvas.left;
}
