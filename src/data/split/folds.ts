import { badArgument, Problem } from '../../errors';
import type { Splitting } from '../../spec';
import { Pacer } from '../pace';
import { divideGroups, type Group, groupFolds, groupsOf } from './groups';
import { shuffled, splitSequence } from './random';

/** A fold of a cross-validation: its rows are held out from a training. */
export interface Fold {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

export interface FoldRequest {
  /** the rows to be divided */
  readonly rows: Int32Array;
  readonly folds: number;
  /** of the rows outside a fold, the share that are validation rows */
  readonly validation: number;
  /** the class of each row, if there are classes */
  readonly classes?: Int32Array;
  readonly seed: number;
}

/**
 * k-fold: every row is in one fold. With classes, each fold has about the same share of each. Source: scikit-learn, KFold
 * and StratifiedKFold.
 */
export async function shuffledFolds({ rows, folds, validation, classes, seed }: FoldRequest): Promise<Fold[]> {
  const order = await shuffled(rows, splitSequence(seed), new Pacer());
  // dealt out class by class, so that every fold gets its share of each
  const dealt = classes ? order.sort((a, b) => classes[a]! - classes[b]!) : order;
  return Array.from({ length: folds }, (_, fold) => {
    const others = [...dealt.filter((_, i) => i % folds !== fold)];
    // every n-th row, so that each class gets its share
    const isHeld = (i: number) => Math.floor((i + 1) * validation) > Math.floor(i * validation);
    return {
      train: others.filter((_, i) => !isHeld(i)),
      validation: others.filter((_, i) => isHeld(i)),
      test: [...dealt.filter((_, i) => i % folds === fold)],
    };
  });
}

/**
 * Folds of whole groups. So are the validation rows of each.
 */
export async function foldsByGroup({ rows, folds, validation, seed }: FoldRequest, key: Int32Array): Promise<Fold[]> {
  const groups = await groupsOf(rows, key, seed, new Pacer());
  if (groups.length < folds) throw badArgument('folds', `at most ${groups.length}, the number of groups`, folds);
  const dealt = groupFolds(groups, folds);
  const rowsOf = (all: readonly Group[]) => all.flat();
  return dealt.map((own, fold) => {
    const others = groups.filter(group => !own.includes(group));
    const wanted = { test: 0, validation: validation * rowsOf(others).length };
    const parts = divideGroups(others, wanted);
    if (!parts)
      throw new Problem(
        `folds by group need two groups outside of each fold, one to learn from and one for validation: outside of fold ${fold + 1} of ${folds} there is one. Set the share of validation to 0, or split by a column with more groups`,
        { argument: 'folds', received: folds },
      );
    return { train: rowsOf(parts.train), validation: rowsOf(parts.validation), test: rowsOf(own) };
  });
}

/**
 * Forward chaining: each fold is later than all rows from which its model learns, and the validation rows are the latest
 * of these. The rows before the first fold are in no fold. `gap` rows before the validation rows and before the fold are
 * left out. Source: scikit-learn, TimeSeriesSplit.
 */
export function foldsByTime({ rows, folds, validation }: FoldRequest, { key, gap = 0 }: Splitting): Fold[] {
  const order = key ? rows.slice().sort((a, b) => key[a]! - key[b]!) : rows.slice().sort();
  const size = Math.floor(order.length / (folds + 1));
  return Array.from({ length: folds }, (_, fold) => {
    const begin = order.length - (folds - fold) * size;
    const before = begin - gap;
    const held = validation > 0 ? Math.max(1, Math.round(before * validation)) : 0;
    const learned = before - held - (held > 0 ? gap : 0);
    if (size < 1 || learned < 1)
      throw new Problem(
        `folds by time must be fewer than ${folds}: there are no rows before fold ${fold + 1} to learn from`,
        { argument: 'folds', received: folds },
      );
    return {
      train: [...order.subarray(0, learned)],
      validation: [...order.subarray(before - held, before)],
      test: [...order.subarray(begin, begin + size)],
    };
  });
}
