import { badArgument } from '../../errors';
import { type Column, type ColumnHint, type ColumnType, SCALINGS, type Scaling } from '../../spec';
import { columnError } from '../error-text';

/** These are not linear, and an answer must be converted back to its own unit. */
const FEATURES_ONLY: readonly Scaling[] = ['robust', 'log', 'quantile'];
const SCALED: readonly ColumnType[] = ['number', 'integer', 'tensor'];

/** The scalings set by the user, by column. One that a column cannot have is an error, never ignored. */
export function checkedScalings(
  hints: readonly ColumnHint[] = [],
  columns: readonly Column[],
  targets: readonly string[],
): ReadonlyMap<string, Scaling> {
  const found = new Map<string, Scaling>();
  for (const { name, scaling } of hints) {
    if (scaling === undefined) continue;
    if (!SCALINGS.includes(scaling)) throw badArgument(`the scaling of column "${name}"`, SCALINGS.join(', '), scaling);
    const type = columns.find(column => column.name === name)?.type ?? 'ignored';
    if (type === 'ignored') continue;
    if (!SCALED.includes(type))
      throw columnError(name, `is of the type ${type}, which is not scaled; leave its scaling automatic`);
    if (FEATURES_ONLY.includes(scaling) && targets.includes(name))
      throw columnError(
        name,
        `is a target, and ${scaling} scaling cannot be undone; set its scaling to standard, minmax or none`,
      );
    found.set(name, scaling);
  }
  return found;
}
