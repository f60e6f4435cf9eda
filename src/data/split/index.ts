import { badArgument } from '../../errors';
import type { Column } from '../../spec';
import { cellError, columnError, listed, quoted } from '../error-text';
import type { Pacer } from '../pace';
import { divideGroups, groupsOf } from './groups';
import { shuffled, splitSequence } from './random';
import { sortedRows } from './sort';

const TRAIN = 0;
const VALIDATION = 1;
const TEST = 2;

/** Shares of all rows. */
export interface Shares {
  readonly validation: number;
  readonly test: number;
}

export function checkShares(shares: Shares): void {
  for (const name of ['validation', 'test'] as const) {
    const share = shares[name];
    if (!(share >= 0 && share < 1)) throw badArgument(name, 'a share of at least 0 and below 1', share);
  }
  const both = shares.validation + shares.test;
  if (both >= 1) throw badArgument('validation + test', 'below 1, so that rows are left for training', both);
}

/** Rounded numbers of rows; training keeps at least one. */
function totals(rows: number, { validation, test }: Shares) {
  const forTest = Math.min(Math.round(rows * test), rows - 1);
  return { forTest, forValidation: Math.min(Math.round(rows * validation), rows - 1 - forTest) };
}

const emptySplit = (rows: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(rows));

function everyRow(rows: number): Int32Array {
  const all = new Int32Array(rows);
  for (let row = 0; row < rows; row++) all[row] = row;
  return all;
}

/** Marks the first of `order` as test, the next as validation; the rest stays training. */
function mark(split: Uint8Array, order: Int32Array, forTest: number, forValidation: number): void {
  for (let i = 0; i < forTest; i++) split[order[i]!] = TEST;
  for (let i = forTest; i < forTest + forValidation; i++) split[order[i]!] = VALIDATION;
}

export async function splitRandom(rows: number, shares: Shares, seed: number, pacer: Pacer): Promise<Uint8Array> {
  const { forTest, forValidation } = totals(rows, shares);
  const split = emptySplit(rows);
  mark(split, await shuffled(everyRow(rows), splitSequence(seed), pacer), forTest, forValidation);
  return split;
}

/**
 * Each class has the same shares, to within one row, and the totals are those of a random split as far as possible. A
 * class keeps at least one row in training: of two rows it can give one, of one row none. `codes`: the class of each
 * row, 0 … classes − 1.
 */
export async function splitStratified(
  codes: Int32Array,
  classes: number,
  shares: Shares,
  seed: number,
  pacer: Pacer,
): Promise<Uint8Array> {
  const random = splitSequence(seed);
  const { forTest, forValidation } = totals(codes.length, shares);
  const sizes = new Array<number>(classes).fill(0);
  await pacer.blocks(codes.length, (from, to) => {
    for (let row = from; row < to; row++) sizes[codes[row]!]!++;
  });
  const members = sizes.map(size => new Int32Array(size));
  const at = new Array<number>(classes).fill(0);
  await pacer.blocks(codes.length, (from, to) => {
    for (let row = from; row < to; row++) members[codes[row]!]![at[codes[row]!]!++] = row;
  });
  const keepOne = sizes.map(size => Math.max(0, size - 1));
  const test = quotas(sizes, forTest, keepOne);
  const left = keepOne.map((most, c) => most - test[c]!);
  const validation = quotas(sizes, forValidation, left);
  const split = emptySplit(codes.length);
  for (const [c, rows] of members.entries()) mark(split, await shuffled(rows, random, pacer), test[c]!, validation[c]!);
  return split;
}

/**
 * Whole numbers in proportion to `sizes` that add up to `total`, each at most its `most` (largest remainders first).
 */
function quotas(sizes: readonly number[], total: number, most: readonly number[]): number[] {
  const all = sizes.reduce((a, b) => a + b, 0) || 1;
  const exact = sizes.map(size => (size * total) / all);
  const given = exact.map((quota, c) => Math.min(Math.floor(quota), most[c]!));
  const order = [...sizes.keys()].sort((a, b) => (exact[b]! % 1) - (exact[a]! % 1) || a - b);
  let rest = total - given.reduce((a, b) => a + b, 0);
  for (const c of order) {
    if (rest <= 0) break;
    if (given[c]! >= most[c]! || given[c]! > exact[c]!) continue;
    given[c]!++;
    rest--;
  }
  return given;
}

/**
 * The earliest rows for training, then validation, the latest for test. Without times, the rows are in order already;
 * with times, `key` is each row's position in time.
 */
export async function splitByTime(
  rows: number,
  shares: Shares,
  times: Float64Array | null,
  pacer: Pacer,
): Promise<{ split: Uint8Array; key?: Int32Array }> {
  const { forTest, forValidation } = totals(rows, shares);
  const order = times === null ? everyRow(rows) : await sortedRows(times, pacer);
  const split = emptySplit(rows);
  mark(split, order.reverse(), forTest, forValidation);
  if (times === null) return { split };
  const key = new Int32Array(rows);
  order.forEach((row, i) => {
    key[row] = rows - 1 - i;
  });
  return { split, key };
}

/** Rows of the same group are in the same split, with about the wanted shares of rows. `key`: the group of each row. */
export async function splitByGroup(
  { name, data: key }: { readonly name: string; readonly data: Int32Array },
  shares: Shares,
  seed: number,
  pacer: Pacer,
): Promise<Uint8Array> {
  const { forTest, forValidation } = totals(key.length, shares);
  const groups = await groupsOf(everyRow(key.length), key, seed, pacer);
  const parts = divideGroups(groups, { test: forTest, validation: forValidation });
  if (!parts) {
    throw columnError(
      name,
      `must have a group for each of training, validation and test, has ${groups.length}; set the share of validation or test to 0, or split by another column`,
    );
  }
  const split = emptySplit(key.length);
  for (const group of parts.validation) for (const row of group) split[row] = VALIDATION;
  for (const group of parts.test) for (const row of group) split[row] = TEST;
  return split;
}

const NAMES: Record<string, number> = {
  train: TRAIN,
  training: TRAIN,
  validation: VALIDATION,
  valid: VALIDATION,
  val: VALIDATION,
  dev: VALIDATION,
  test: TEST,
  testing: TEST,
};

/** The split given by a column; `rowOf` returns the row number that the user sees. */
export function splitByColumn(column: Column, rowOf: (row: number) => number): Uint8Array {
  const { data, labels = [], name } = column;
  const codes = labels.map(label => NAMES[label.toLowerCase()] ?? -1);
  const split = emptySplit(data.length);
  data.forEach((label: number, row: number) => {
    const code = codes[label] ?? -1;
    if (code < 0) {
      const received = label < 0 ? 'nothing' : quoted(labels[label]!);
      throw cellError(name, rowOf(row), `expected train, validation or test, received ${received}`);
    }
    split[row] = code;
  });
  if (!split.includes(TRAIN)) throw columnError(name, `gives no row to training, only ${listed(labels)}`);
  return split;
}
