import type { Column, ColumnReport } from '../../spec';
import { scalesOf } from '../pipeline/array-scale';
import { fitFeature } from '../pipeline/fit';
import { isScale, scalingOf } from '../pipeline/scales';

/** How a column of numbers would be scaled if these rows were the training rows. */
export function suggestedScaling(typed: Column, rows: number): Pick<ColumnReport, 'scaling'> {
  if (typed.type !== 'number' && typed.type !== 'integer' && typed.type !== 'tensor') return {};
  const transform = fitFeature(
    typed,
    Int32Array.from({ length: rows }, (_, row) => row),
  )?.transform;
  if (transform === undefined || (transform.kind !== 'positions' && !isScale(transform))) return {};
  // If positions are scaled in several ways, the most notable one is shown.
  const found = scalesOf(transform).map(scalingOf);
  return { scaling: found.find(scaling => scaling === 'robust') ?? found[0]! };
}
