import type { Pacer } from '../pace';
import { shuffled, splitSequence } from './random';

/** The rows of a group, which stay together. */
export type Group = readonly number[];

/** How many rows two splits should have; training gets the others. */
export interface Wanted {
  readonly test: number;
  readonly validation: number;
}

export type Divided = Readonly<Record<'train' | keyof Wanted, readonly Group[]>>;

/** By the number of each row's group, in random order. */
export async function groupsOf(rows: Int32Array, key: Int32Array, seed: number, pacer: Pacer): Promise<Group[]> {
  const groups = new Map<number, number[]>();
  await pacer.blocks(rows.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      const known = groups.get(key[row]!);
      if (known) known.push(row);
      else groups.set(key[row]!, [row]);
    }
  });
  const numbers = Int32Array.from(groups.keys()).sort();
  return Array.from(await shuffled(numbers, splitSequence(seed), pacer), number => groups.get(number)!);
}

/**
 * Assigns whole groups, so that test and validation have about as many rows as wanted. Each split of which rows are wanted
 * gets at least one group, and training the largest. Null if there are fewer groups than splits.
 */
export function divideGroups(groups: readonly Group[], wanted: Wanted): Divided | null {
  const parts = { train: [] as Group[], validation: [] as Group[], test: [] as Group[] };
  const names = (['test', 'validation'] as const).filter(name => wanted[name] > 0);
  if (groups.length <= names.length) return null;
  const largest = groups.reduce((a, b) => (b.length > a.length ? b : a));
  const filled = { test: 0, validation: 0 };
  for (const group of groups) {
    // half of its rows may be too many
    const fits = (name: keyof Wanted) => filled[name] + group.length / 2 <= wanted[name];
    const place = group === largest ? undefined : (names.find(name => parts[name].length === 0) ?? names.find(fits));
    if (place) filled[place] += group.length;
    parts[place ?? 'train'].push(group);
  }
  return parts;
}

/**
 * The groups of each fold: the largest group first, each to the fold with the fewest rows, so that the folds are of about
 * the same size. Source: scikit-learn, GroupKFold.
 */
export function groupFolds(groups: readonly Group[], folds: number): readonly (readonly Group[])[] {
  const dealt = Array.from({ length: folds }, () => ({ rows: 0, groups: [] as Group[] }));
  for (const group of [...groups].sort((a, b) => b.length - a.length)) {
    const lightest = dealt.reduce((a, b) => (b.rows < a.rows ? b : a));
    lightest.rows += group.length;
    lightest.groups.push(group);
  }
  return dealt.map(fold => fold.groups);
}
