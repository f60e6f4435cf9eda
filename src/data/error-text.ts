import { types } from 'node:util';
import { Problem } from '../errors';
import { Tensor } from '../values/tensor';

/**
 * How errors refer to data: `dataset "customers.csv"`, row 1,204 (counted from 1, without the header), column "age".
 */
export const subjectOf = (source: string): string => (source === 'payload' ? 'dataset' : `dataset "${source}"`);

export const count = (n: number): string => n.toLocaleString('en-US');

/** `3 rows`, `1 row` */
export const plural = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** `"a", "b" and 3 more` */
export function listed(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map(quoted).join(', ');
  return names.length > most ? `${shown} and ${count(names.length - most)} more` : shown;
}

/** An error about one cell; `row` counts from 0. */
export function cellError(column: string, row: number, problem: string): Problem {
  return new Problem(`column ${quoted(column)}, row ${count(row + 1)}: ${problem}`, {
    column,
    row: row + 1,
  });
}

export function columnError(column: string, problem: string): Problem {
  return new Problem(`column ${quoted(column)} ${problem}`, { column });
}

/** `"age" is not a column; did you mean "Age"? The columns are …` */
export function unknownColumn(argument: string, wanted: string, names: readonly string[]) {
  return new Problem(
    `${argument} must be one of the columns ${listed(names)}, received ${quoted(wanted)}${didYouMean(wanted, names)}`,
    { argument, received: wanted, nearest: nearest(wanted, names) },
  );
}

/** `; did you mean "Age"?`, or '' if no name is close. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const near = nearest(wanted, names);
  return near === null ? '' : `; did you mean ${quoted(near)}?`;
}

/** Nobody mistypes longer names, and to compare them would take long. */
const LONGEST = 200;

/** The name with the smallest edit distance, if that is at most half of the wanted name; case counts little. */
export function nearest(wanted: string, names: readonly string[]): string | null {
  if (wanted.length > LONGEST) return null;
  let best: string | null = null;
  let least = Math.max(1, wanted.length / 2) + 0.01;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue; // the distance is at least that
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase(), least) + (wanted === name ? 0 : 0.001);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Levenshtein distance, one row at a time; ∞ as soon as it cannot be below `least`. */
function editDistance(a: string, b: string, least: number): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const here = [i];
    let nearest = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      here.push(Math.min(replaced, above[j]! + 1, here[j - 1]! + 1));
      nearest = Math.min(nearest, here[j]!);
    }
    if (nearest >= least) return Number.POSITIVE_INFINITY;
    above = here;
  }
  return above[b.length]!;
}

/** An object with own keys that is not an array, a typed array, a Date, or a value of this palette. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !Tensor.is(value) &&
    !types.isDate(value)
  );
}
