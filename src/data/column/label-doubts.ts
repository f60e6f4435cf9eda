import type { ColumnType } from '../../spec';
import { truth, truthPair } from '../cell/labels';
import { TYPED } from '../cell/written-form';
import { count, listed, quoted } from '../error-text';
import { numberText, type RawColumn } from '../table/raw-table';
import { isPostalCode } from './name-hints';
import type { Summary } from './summary';

/** Labels and numbers that may have been confused. */

/** A target with at most this many different numbers, each this many times on average, may be classes. */
const MOST_CLASSES = 10;
const TIMES = 5;

/** Repeated numbers with different units are categories, and `1 m` is as close to `1 cm` as to `2 m`. */
export function unitsWarning({ rowsOf, values, units }: Summary, type: ColumnType): string[] {
  const mixed = [...units.keys()].filter(unit => unit !== '');
  if (type !== 'category' || mixed.length < 2 || rowsOf.numeral !== values) return [];
  return [
    `its numbers have the units ${listed(mixed, 5)} and are read as categories; bring them to one unit, or set its type to ` +
      'category if they are labels',
  ];
}

/** Postal codes as numbers: one in between two others need not lie between them. */
export function postalCodeWarning(summary: Summary, type: ColumnType): string[] {
  if ((type !== 'integer' && type !== 'number') || !isPostalCode(summary)) return [];
  return [
    'its numbers seem to be postal codes and are read as a quantity; set its type to category, or read it with an embedding layer',
  ];
}

/** Labels that differ only in surrounding spaces are the same. */
export function spacesNote({ padded = 0 }: RawColumn, type: ColumnType): string[] {
  if (padded === 0 || (type !== 'category' && type !== 'boolean' && type !== 'text')) return [];
  return [
    `the spaces around values are removed, in rows: ${count(padded)}; values that differ only in spaces are one value`,
  ];
}

/** Days without a year are not dates, and cannot be distinguished from months. */
export function dayOrMonthWarning({ dayOrMonth, surelyMonths }: Summary, type: ColumnType): string[] {
  if (type !== 'date' || dayOrMonth === '' || surelyMonths) return [];
  return [`${quoted(dayOrMonth)} is read as a month and a year; if it is a day, set its type to category`];
}

/** Labels that differ only in capitals mostly mean the same. */
export function caseWarning(summary: Summary, type: ColumnType): string[] {
  if (type !== 'category') return [];
  const seen = new Map<string, string>();
  for (const { text } of summary.each('word')) {
    const before = seen.get(text.toLowerCase());
    if (before !== undefined)
      return [`${quoted(before)} and ${quoted(text)} are different categories; write them alike if they are one`];
    seen.set(text.toLowerCase(), text);
  }
  return [];
}

/** More other labels are what the column is about. */
const MOST_OTHERS = 5;

/** Numbers of JSON, of a database or of a spreadsheet as categories: how they were written is not known. */
export function numbersAsLabels({ numbers, writings, writing }: RawColumn, type: ColumnType): string[] {
  if (type !== 'category' || numbers === null || writings !== null || writing !== TYPED) return [];
  const fraction = numbers.find(value => Number.isFinite(value) && !Number.isInteger(value) && !/e/.test(`${value}`));
  if (fraction === undefined) return [];
  const text = String(fraction);
  return [`it came as numbers, for which ${text}0 is ${text}: give texts where these are different categories`];
}

/** Yes and no with a few other labels among them, such as a dash: each of them is a category of its own. */
export function yesOrNoWarning(summary: Summary, type: ColumnType): string[] {
  if (type !== 'category' || summary.distinct > MOST_OTHERS + 4) return [];
  const labels = [...summary.each('word'), ...summary.each('mark')];
  const pair = labels.filter(({ text }) => truth(text) >= 0);
  const others = labels.filter(({ text }) => truth(text) < 0);
  const texts = pair.map(({ text }) => text);
  if (new Set(texts.map(truth)).size < 2 || truthPair(texts) === null) return [];
  if (others.length === 0 || others.length > MOST_OTHERS || 2 * rowsIn(pair) < summary.values) return [];
  return [
    `besides ${listed(texts, 4)} it has ${listed(
      others.map(({ text }) => text),
      MOST_OTHERS,
    )}, in rows: ${count(rowsIn(others))}; these are categories of their own. If they mean that a value is missing, set the missing values`,
  ];
}

const rowsIn = (labels: readonly { readonly rows: number }[]): number =>
  labels.reduce((sum, { rows }) => sum + rows, 0);

/** A target with few numbers, one of them written in two ways (versions, 3.1 and 3.10), may be classes. */
export function writtenTwice(summary: Summary, type: ColumnType): string[] {
  const { column, distinctNumbers, numbers } = summary;
  if (type !== 'number' || distinctNumbers > MOST_CLASSES || numbers < TIMES * distinctNumbers) return [];
  const pair = writings(column);
  if (pair === null) return [];
  return [
    `${quoted(pair[0])} and ${quoted(pair[1])} are one of ${count(distinctNumbers)} different numbers, predicted as a ` +
      'quantity; if they are classes, set its type to category',
  ];
}

/** The first number that is written in two ways, with both texts. */
function writings({ numbers, writings: each, ...column }: RawColumn): [string, string] | null {
  if (numbers === null || each === null) return null;
  const rowOf = new Map<number, number>();
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row]!;
    if (Number.isNaN(value)) continue;
    const before = rowOf.get(value);
    if (before === undefined) rowOf.set(value, row);
    else if (each[before] !== each[row]) {
      const whole = { ...column, numbers, writings: each };
      const [one, other] = [numberText(whole, before), numberText(whole, row)];
      if (one !== other) return [one, other];
    }
  }
  return null;
}
