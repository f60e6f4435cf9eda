import { Problem } from '../../errors';
import type { Column, ColumnReport } from '../../spec';
import { scalesOf } from '../pipeline/array-scale';
import { fitFeature } from '../pipeline/fit';
import { isScale, scalingOf } from '../pipeline/scales';
import { convert } from './convert';
import type { Summary } from './summary';

/**
 * How a column of numbers would be scaled if these were the training rows, for the form. Or why the column cannot be
 * read, such as a number beyond float32.
 */
export function suggestedScaling(
  { column }: Summary,
  { type, problem, format }: ColumnReport,
  rows: number,
): Pick<ColumnReport, 'scaling' | 'problem'> {
  if (problem !== undefined || (type !== 'number' && type !== 'integer' && type !== 'tensor')) return {};
  let typed: Column;
  try {
    typed = convert(column, type, rows, format);
  } catch (error) {
    if (!(error instanceof Problem) || typeof error.details.row !== 'number') throw error;
    return { problem: { row: error.details.row - 1, text: error.problem } };
  }
  const transform = fitFeature(
    typed,
    Int32Array.from({ length: rows }, (_, row) => row),
  )?.transform;
  if (transform === undefined || (transform.kind !== 'positions' && !isScale(transform))) return {};
  // If positions are scaled in several ways, the most notable one is shown.
  const found = scalesOf(transform).map(scalingOf);
  return { scaling: found.find(scaling => scaling === 'robust') ?? found[0]! };
}
