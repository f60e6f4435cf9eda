import type { ClassScores } from '../spec';

/** Notes in a report about metrics that are undefined on the rows, or unreliable. */

const quoted = (names: readonly string[]): string => {
  const some = names.slice(0, 3).map(name => JSON.stringify(name));
  const more = names.length - some.length;
  return `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** For two classes; precision, recall and f1 are those of `positive`. */
export function notesOnTwo(
  [negative, positive]: readonly string[],
  { called, support, rows }: { readonly called: number; readonly support: number; readonly rows: number },
): string[] {
  const only = support === 0 ? negative! : positive!;
  return [
    ...(support === 0 || support === rows
      ? [`roc_auc is not defined: all rows are of the class ${quoted([only])}`]
      : []),
    ...(called === 0 ? [`precision is not defined: no row was predicted as ${quoted([positive!])}`] : []),
    ...(support === 0 ? [`recall is not defined: no row is of the class ${quoted([positive!])}`] : []),
    ...(called + support === 0
      ? [`f1 is not defined: no row is of the class ${quoted([positive!])} or was predicted as it`]
      : []),
  ];
}

/** For several classes: ratios with a denominator of 0 are reported as 0, as in scikit-learn. */
export function notesOnMany(classes: readonly ClassScores[], called: readonly number[]): string[] {
  const without = (counts: readonly number[]) => classes.filter((_, c) => counts[c] === 0).map(({ label }) => label);
  const uncalled = without(called);
  const absent = without(classes.map(({ support }) => support));
  return [
    ...(uncalled.length > 0 ? [`no row was predicted as ${quoted(uncalled)}: the precision is given as 0`] : []),
    ...(absent.length > 0 ? [`no row is of the class ${quoted(absent)}: the recall is given as 0`] : []),
  ];
}

/** The smallest and the largest number with the full precision of float32. */
const [SMALLEST, LARGEST] = [2 ** -126, (2 - 2 ** -23) * 2 ** 127];

export function notesOnNumbers(actual: ArrayLike<number>, rows: number): string[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < actual.length; i++) {
    least = Math.min(least, actual[i]!);
    most = Math.max(most, actual[i]!);
  }
  const beyond = (what: string) =>
    `the target's numbers are ${what} what float32 can hold; put them in another unit, or R² and the errors say nothing`;
  const spread = most - least;
  return [
    ...(rows < 2 ? ['R² is not defined for one row'] : []),
    ...(rows > 1 && spread === 0 ? ['R² is 0, or 1 where it is met: the target is the same in all rows'] : []),
    ...(spread > 0 && spread < SMALLEST ? [beyond('closer together than')] : []),
    ...(Math.max(Math.abs(least), Math.abs(most)) > LARGEST ? [beyond('larger than')] : []),
  ];
}
