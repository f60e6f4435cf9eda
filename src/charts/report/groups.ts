import type { Subgroup } from '../../spec';
import type { Words } from '../wording';
import { figure } from './figures';

/** The name of a group of rows: `island: Torgersen`, `body mass: 3,200 to 3,900`. */
export const groupName = (group: Subgroup, say: Words): string => say('{0}: {1}', group.column, groupValue(group, say));

export function groupValue({ value, from, to }: Subgroup, say: Words): string {
  if (value === null) return say('no value');
  if (value !== undefined) return value;
  return say('{0} to {1}', limit(from), limit(to));
}

const limit = (value: string | number | undefined): string =>
  typeof value === 'number' ? figure(value) : (value ?? '');
