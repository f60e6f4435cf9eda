import { Problem } from '../../errors';
import type { Column, ColumnReport } from '../../spec';
import { convert } from './convert';
import { distributionOf } from './distribution';
import { suggestedScaling } from './suggested-scaling';
import type { Summary } from './summary';

/**
 * What only the typed column tells, for the form: how its numbers would be scaled if these rows were the training rows, and
 * how its values are spread. Or why it cannot be read, as with a number beyond float32.
 */
export function typedLook(
  { column }: Summary,
  { type, problem, format }: ColumnReport,
  rows: number,
): Pick<ColumnReport, 'scaling' | 'distribution' | 'problem'> {
  if (problem !== undefined || type === 'ignored' || type === 'text') return {};
  const isRead = type === 'number' || type === 'integer' || type === 'date' || type === 'tensor';
  let typed: Column;
  try {
    typed = convert(column, type, rows, format);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (!isRead) return {}; // reading the data says what is wrong with it
    if (typeof error.details.row !== 'number') throw error;
    return { problem: { row: error.details.row - 1, text: error.problem } };
  }
  const distribution = distributionOf(typed);
  return { ...suggestedScaling(typed, rows), ...(distribution && { distribution }) };
}
