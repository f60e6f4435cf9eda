import { TensorwireError } from '../../errors';
import type { Column, ColumnPipeline } from '../../spec';
import { parseNumber, truth } from '../cell/labels';

/**
 * The training categories as numbers: positions from 0, and indices from 1 as an Embedding looks them up (see
 * `Encoding`).
 */

/** The training categories, in the order of their numbers; null: the column cannot be read by index. */
export function categoriesOf({ transform, categories }: ColumnPipeline): readonly string[] | null {
  if (transform.kind === 'one-hot') return transform.categories;
  return transform.kind === 'boolean' ? transform.labels : (categories ?? null);
}

/**
 * The column that an input reads by index; null if its columns are arrays, which are used as they are. Throws a
 * TensorwireError, with the remedy, if they are neither.
 */
export function indexedColumn(columns: readonly ColumnPipeline[]): ColumnPipeline | null {
  if (columns.every(({ type }) => type === 'tensor')) return null;
  const [only, ...others] = columns;
  if (others.length === 0 && categoriesOf(only!) !== null) return only!;
  const received =
    others.length === 0 ? `column "${only!.name}", whose numbers are scaled` : `${columns.length} columns`;
  throw new TensorwireError(
    'input',
    `columns must be one column of categories where they are read by index, as by an Embedding, received ${received}. ${
      others.length === 0
        ? "Set the column's type to category in the dataset node"
        : 'Give each column an input node of its own'
    }`,
    { argument: 'columns', received: columns.map(({ name }) => name) },
  );
}

/** The index of a row's category, from 1; 0: missing, or not a training category. */
export function indexOf(feature: ColumnPipeline, { data, labels }: Column): (row: number) => number {
  const categories = categoriesOf(feature)!;
  if (labels !== undefined) {
    const place = places(labels, categories);
    return row => (data[row]! < 0 ? 0 : place[data[row]!]! + 1);
  }
  const place = new Map(categories.map((category, i) => [Number(category), i + 1]));
  return row => place.get(data[row]!) ?? 0;
}

/**
 * The position of each label among the training categories, −1: none. Words for yes and no are equivalent, and a number
 * matches the only category that is written as this number: 3.1 for `3.10`, `1.0` for `1`.
 */
export function places(labels: readonly string[], categories: readonly string[]): Int32Array {
  const place = new Map(categories.map((category, i) => [category, i]));
  const words = categories.length === 2 && truth(categories[0]!) === 0 && truth(categories[1]!) === 1;
  let numbers: Map<number, number> | null = null;
  const other = (label: string): number => {
    const word = words ? truth(label) : -1;
    if (word >= 0) return word;
    numbers ??= placesOfNumbers(categories);
    return numbers.get(parseNumber(label)) ?? -1;
  };
  return Int32Array.from(labels, label => place.get(label) ?? other(label));
}

/** The position of each number that only one category is written as. */
function placesOfNumbers(categories: readonly string[]): Map<number, number> {
  const places = new Map<number, number>();
  for (const [i, category] of categories.entries()) {
    const value = parseNumber(category);
    if (!Number.isNaN(value)) places.set(value, places.has(value) ? -1 : i);
  }
  return places;
}
