import type { ColumnView } from './widgets/widget';

/** The columns that the dialog of a dataset node showed when it was closed by Done, by the node's id. */
const seen = new Map<string, readonly ColumnView[]>();

export const rememberColumns = (id: string, columns: readonly ColumnView[]): void => {
  if (columns.length > 0) seen.set(id, [...columns]);
};
export const columnsSeen = (id: string): readonly ColumnView[] => seen.get(id) ?? [];
