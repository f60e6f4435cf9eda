import type { Column, ColumnPipeline, TargetPipeline, Transform } from '../../spec';

import { count } from '../error-text';
import { momentsOf } from './statistics';

/** How a column's numbers are scaled, if that is not the default; null: it is. */
export function scalingNote({ type, shape, transform }: ColumnPipeline): string | null {
  const how = type === 'tensor' ? arrayScaling(transform, shape) : numberScaling(transform);
  return how && `${how}; its scaling says otherwise`;
}

function numberScaling({ kind }: Transform): string | null {
  if (kind !== 'robust') return null;
  return 'is scaled by its median and interquartile range, and outliers are compressed';
}

function arrayScaling(transform: Transform, shape: readonly number[]): string {
  const places = shape.length > 1 ? 'each place along the last axis' : 'each position';
  if (transform.kind === 'positions') return `${places} of its arrays is scaled by itself (${count(shape.at(-1)!)})`;
  if (transform.kind === 'identity') return 'its arrays are not scaled, because they are already numbers around 0';
  if (transform.kind === 'minmax' && transform.range === 255)
    return 'its arrays are bytes of images, which become numbers from 0 to 1';
  return 'its arrays are scaled as a whole, as their positions are of one kind';
}

/** The smallest float32 with full precision. */
const SMALLEST = 1.18e-38;

/** Unscaled numbers below float32 are all 0 for a network. */
export function tinyWarning({ transform }: ColumnPipeline, column: Column): string | null {
  if (transform.kind !== 'identity' || (column.type !== 'number' && column.type !== 'integer')) return null;
  const { min, max } = momentsOf(column.data.filter(value => !Number.isNaN(value)));
  const largest = Math.max(max, -min);
  if (largest >= SMALLEST || largest <= 0) return null;
  return `its numbers are at most ${largest}, which a float32 does not hold, and they are not scaled: set its scaling to automatic`;
}

/** A target with at most this many different numbers, each this many times on average, may be classes. */
const MOST_CODES = 10;
const TIMES = 5;

/** A hint that numbers may be classes: codes, grades, versions, times of opening; null: they are quantities. */
export function classHint({ type, task, categories }: TargetPipeline, { data }: Column): string | null {
  if (task !== 'regression' || (type !== 'integer' && type !== 'number')) return null;
  const numbers = categories?.map(Number) ?? fewNumbers(data);
  if (numbers.length < 2) return null; // a constant, of which the dataset tells, or too many
  if (numbers.length > MOST_CODES || data.length < TIMES * numbers.length) return null;
  const list = numbers.join(', ');
  if (type === 'number')
    return `has ${numbers.length} different numbers (${list}) and is predicted as a quantity; if they are classes, set its type to category`;
  return (
    `has ${numbers.length} different whole numbers (${list}) and is predicted as a quantity; if they ` +
    'are classes, set its type to category, or the task of the output node to classification'
  );
}

/** The numbers that differ, ascending; none if there are more than `MOST_CODES`. */
function fewNumbers(data: ArrayLike<number>): number[] {
  const seen = new Set<number>();
  for (let i = 0; i < data.length && seen.size <= MOST_CODES; i++) if (!Number.isNaN(data[i]!)) seen.add(data[i]!);
  return seen.size > MOST_CODES ? [] : [...seen].sort((a, b) => a - b);
}
