/** Pixels from node to node, for nodes of Node-RED's usual size. */
export const STEP = { x: 180, y: 60 };
/** Pixels between two rows, for the wire that leads back to the left. */
const BETWEEN = 40;

interface Part {
  readonly id: string;
  /** number of nodes before it on the longest path */
  readonly depth: number;
}

/**
 * Where nodes stand, from the first one, in pixels: a column for each depth, with its nodes one below the other; after so
 * many columns, the next ones begin below at the left, as lines of a text do.
 */
export function inRows(parts: readonly Part[], columns: number): ReadonlyMap<string, { x: number; y: number }> {
  const rowOf = ({ depth }: Part): number => Math.floor(depth / columns);
  const heights: number[] = []; // of the rows, in nodes
  const filled = new Map<number, number>();
  const within = new Map<string, number>();
  for (const part of parts) {
    const place = filled.get(part.depth) ?? 0;
    filled.set(part.depth, place + 1);
    within.set(part.id, place);
    heights[rowOf(part)] = Math.max(heights[rowOf(part)] ?? 0, place + 1);
  }
  const above = (row: number): number => heights.slice(0, row).reduce((sum, height) => sum + height, 0);
  return new Map(
    parts.map(part => {
      const row = rowOf(part);
      const column = part.depth % columns; // all of them, where they are endless
      return [part.id, { x: STEP.x * column, y: BETWEEN * row + STEP.y * (above(row) + within.get(part.id)!) }];
    }),
  );
}
