import type { ConformityScores, DoubtGroups } from '../spec';
import { conformalQuantile, conformityScores } from './scores';

/**
 * Thirds of the rows by the probability of the likeliest class. Where easy rows make up for doubtful ones, sets that
 * cover 9 rows of 10 may cover only 6 of 10 doubtful rows. So in each group at least 1 − 1.5 · (1 − confidence) are
 * covered: 85 % where the confidence is 0.9. All of the confidence in each group would cost twice as many labels
 * (measured in docs/design.md). Source: Mondrian conformal prediction, Vovk, Gammerman and Shafer 2005.
 */
const GROUPS = 3;
/** Of fewer rows in a group the quantile is chance. */
const FEWEST = 20;
/** By how much more may be missed in a group than of all rows. */
const MORE = 1.5;

/** `likeliest`: the largest probability of each row; null: there are too few rows for groups. */
export function doubtGroups(likeliest: readonly number[], scores: readonly number[]): DoubtGroups | null {
  const sorted = Float64Array.from(likeliest).sort();
  const bounds = Array.from({ length: GROUPS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / GROUPS)]!);
  const groups = Array.from({ length: GROUPS }, (): number[] => []);
  for (const [row, score] of scores.entries()) groups[groupOf(bounds, likeliest[row]!)]!.push(score);
  // Where nearly all rows are equally sure, a bound may leave a group without rows.
  return groups.every(group => group.length >= FEWEST)
    ? { bounds, scores: groups.map(group => conformityScores(group)) }
    : null;
}

/** The quantile of a row by its largest probability: never less than that of all rows. */
export function quantileByDoubt(
  all: ConformityScores,
  doubt: DoubtGroups | undefined,
  confidence: number,
): (likeliest: number) => number {
  const quantile = conformalQuantile(all, confidence);
  if (!doubt) return () => quantile;
  const each = doubt.scores.map(scores => {
    const own = conformalQuantile(scores, 1 - MORE * (1 - confidence));
    return Number.isFinite(own) ? Math.max(quantile, own) : quantile;
  });
  return likeliest => each[groupOf(doubt.bounds, likeliest)]!;
}

/** The least sure group is the first. */
const groupOf = (bounds: readonly number[], likeliest: number): number =>
  bounds.filter(bound => likeliest >= bound).length;
