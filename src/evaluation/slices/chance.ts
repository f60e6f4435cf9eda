import { logGamma } from '../verdict';

/** Significance tests for slices: is the model worse here than on the other rows, or only by chance? */

/**
 * Fisher's exact test, one-sided: the probability of at least `wrong` wrong answers among `rows`, if the same share is
 * wrong everywhere. Source: scipy.stats.fisher_exact(alternative='greater').
 */
export function fisherGreater(wrong: number, rows: number, wrongRest: number, rowsRest: number): number {
  const [all, wrongs] = [rows + rowsRest, wrong + wrongRest];
  const logChoose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  const whole = logChoose(all, rows);
  let chance = 0;
  for (let k = wrong; k <= Math.min(rows, wrongs); k++)
    chance += Math.exp(logChoose(wrongs, k) + logChoose(all - wrongs, rows - k) - whole);
  return Math.min(1, chance);
}

/** Ranks of numbers, with the mean rank for ties, and Σ t³ − t over runs of t ties. */
export function ranksOf(values: Float64Array): { readonly ranks: Float64Array; readonly ties: number } {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, ties };
}

/**
 * The Mann-Whitney U test, one-sided, by the normal distribution with correction for ties and continuity: the
 * probability of a sum of ranks at least this large in `rows` of `all` rows. Source:
 * scipy.stats.mannwhitneyu(alternative='greater', method='asymptotic').
 */
export function mannWhitneyGreater(rankSum: number, rows: number, all: number, ties: number): number {
  const rest = all - rows;
  const u = rankSum - (rows * (rows + 1)) / 2;
  const deviation = Math.sqrt(((rows * rest) / 12) * (all + 1 - ties / (all * (all - 1))));
  if (deviation === 0) return 1;
  return normalAbove((u - (rows * rest) / 2 - 0.5) / deviation);
}

/** The probability that a standard normal number is above z. Source: scipy.stats.norm.sf. */
export function normalAbove(z: number): number {
  if (z < 0) return 1 - normalAbove(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    // ½ − φ(z)·(z + z³/3 + z⁵/15 + …)
    let [term, sum] = [z, z];
    for (let n = 1; term > 1e-18 * sum; n++) {
      term *= (z * z) / (2 * n + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // φ(z) / (z + 1/(z + 2/(z + 3/(z + …))))
  let fraction = z;
  for (let n = 150; n > 0; n--) fraction = z + n / fraction;
  return density / fraction;
}

/**
 * Holm's correction: the probability that even one of the tested slices is reported without cause is at most the level
 * with which these are compared. Source: Holm 1979.
 */
export function holm(chances: readonly number[]): number[] {
  const order = chances.map((_, i) => i).sort((a, b) => chances[a]! - chances[b]!);
  const adjusted = new Array<number>(chances.length);
  let most = 0;
  order.forEach((i, k) => {
    most = Math.max(most, Math.min(1, chances[i]! * (chances.length - k)));
    adjusted[i] = most;
  });
  return adjusted;
}
