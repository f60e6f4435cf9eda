/** A node's box on the canvas: its center, as in Node-RED, and its size. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** does it show a status? */
  readonly status: boolean;
}

/**
 * Where Node-RED draws a status: distance below the node, height, and distance of its text from the node's left edge.
 */
const [BELOW, HEIGHT, INDENT] = [2, 16, 22];
/** between a text and its neighbor */
const GAP = 8;

/**
 * How wide the text of a node's status may be before it meets the next node to the right, or that node's status. On a
 * crowded canvas, a few letters are shown in any case.
 */
export function roomForStatus(node: Box, others: Iterable<Box>): number {
  const left = node.x - node.w / 2;
  const top = node.y + node.h / 2 + BELOW;
  let end = Number.POSITIVE_INFINITY;
  for (const other of others) {
    const start = other.x - other.w / 2;
    if (other === node || start <= left || start >= end) continue;
    const bottom = other.y + other.h / 2 + (other.status ? BELOW + HEIGHT : 0);
    if (other.y - other.h / 2 < top + HEIGHT && bottom > top) end = start;
  }
  return Math.max(INDENT, end - left - INDENT - GAP);
}
