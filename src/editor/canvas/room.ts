/** A node's box on the canvas: its middle, as Node-RED has it, and its size. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** does a status stand under it? */
  readonly status: boolean;
}

/** Where Node-RED draws a status: so far below the node, so high, and its text so far from the node's left edge. */
const [BELOW, HEIGHT, INDENT] = [2, 16, 22];
/** between a text and what follows */
const GAP = 8;

/**
 * How wide the text of a node's status may be until it meets a node to its right, or the status under one. The canvas may
 * be crowded: a few letters are always shown.
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
