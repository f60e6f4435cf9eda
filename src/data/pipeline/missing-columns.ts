import { Problem } from '../../errors';
import type { ColumnPipeline } from '../../spec';
import { cellError, count, listed, nearest, quoted } from '../error-text';
import { fieldOf } from '../table/fields';

/** For so many missing columns a key is looked for, among so many keys: a message may have any number of them. */
const [MOST_MISSING, MOST_KEYS] = [5, 500];

/**
 * One error for all columns that a record lacks, with the key that may have been meant for each: one that differs by
 * case or a few letters, and is not a column of the model: `did you mean "seit" for "Seit"?`.
 */
export function missingColumns(
  features: readonly ColumnPipeline[],
  record: Readonly<Record<string, unknown>>,
  row: number,
): Problem {
  const names = new Set(features.map(({ name }) => name));
  const missing = [...names].filter(name => fieldOf(record, name) === undefined);
  const others = Object.keys(record)
    .filter(key => !names.has(key))
    .slice(0, MOST_KEYS);
  const meant = missing.slice(0, MOST_MISSING).flatMap(name => {
    const near = nearest(name, others);
    return near === null ? [] : [`${quoted(near)} for ${quoted(name)}`];
  });
  const hint = meant.length > 0 ? `; did you mean ${meant.join(', ')}?` : '';
  const [only] = missing;
  if (missing.length === 1) return cellError(only!, row, `is missing; give null where the value is not known${hint}`);
  return new Problem(
    `row ${count(row + 1)}: the columns ${listed(missing)} are missing; give null where a value is not known${hint}`,
    { columns: missing, row: row + 1 },
  );
}

/** Of a model that takes windows of readings, where a reading came. */
export const missingWindow = (row: number): Problem =>
  new Problem(
    `row ${count(row + 1)} must be a window of readings: put a window node before, which collects them, or send a list of readings`,
    { row: row + 1 },
  );
