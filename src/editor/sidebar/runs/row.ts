export type Cell = string | number | boolean | null;

/** A row of a table that compares runs: a cell for each run. */
export interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
  /** which of its numbers is the best */
  readonly best?: 'high' | 'low';
}

export const differs = ({ cells }: Row): boolean => new Set(cells.map(cell => JSON.stringify(cell))).size > 1;
