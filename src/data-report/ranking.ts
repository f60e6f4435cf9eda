import type { ColumnSummary } from '../spec';

/** The columns by their information about the first target, descending. */
export const byInformation = (columns: readonly ColumnSummary[]): ColumnSummary[] =>
  columns
    .filter(
      ({ role, relations }) =>
        role === 'feature' && relations[0]?.association !== undefined && relations[0].mutualInformation !== undefined,
    )
    .sort((a, b) => b.relations[0]!.mutualInformation! - a.relations[0]!.mutualInformation!);
