import type { Verdict } from '../spec';

/**
 * Compares a model with the simplest guess, which always predicts the most frequent class, or the mean, or with another
 * model. Both predict the same rows, so they are compared row by row. The verdict is "better" only if the difference is statistically
 * significant.
 */

/** The significance level. */
const LEVEL = 0.05;

/** `model` and `guess`: the score of each row, larger is better. */
export function compare(model: ArrayLike<number>, guess: ArrayLike<number>): Verdict {
  const gains = gainsOf(model, guess);
  const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length;
  const isChance = chanceOf(gains) >= LEVEL;
  if (gain > 0) return isChance ? 'unclear' : 'better';
  return gain < 0 && !isChance ? 'worse' : 'same';
}

/** By how much the model is better, row by row. */
export const gainsOf = (model: ArrayLike<number>, guess: ArrayLike<number>): Float64Array =>
  Float64Array.from(model, (value, row) => value - guess[row]!);

/**
 * The two-sided p-value: the probability of gains at least this large if model and guess are equally good. McNemar's
 * exact test for answers that are right or wrong, else the paired t-test. Never smaller than the p-value of the sign
 * test, so that very few rows (up to five) are never significant. Source: scipy.stats.binomtest, scipy.stats.ttest_rel.
 */
export function chanceOf(gains: Float64Array): number {
  const [wins, losses] = [gains.filter(g => g > 0).length, gains.filter(g => g < 0).length];
  if (gains.every(g => g === 0 || g === 1 || g === -1)) return signTest(wins, losses);
  return Math.max(signTest(gains.length, 0), pairedTTest(gains));
}

/** Probability of a split of wins and losses at least this uneven, if both are equally likely. */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses;
  const few = Math.min(wins, losses);
  if (2 * few === n) return 1;
  // Σ over k ≤ few of n! / (k! (n − k)!) / 2ⁿ, in logarithms
  let term = -n * Math.LN2;
  let sum = Math.exp(term);
  for (let k = 1; k <= few; k++) {
    term += Math.log((n - k + 1) / k);
    sum += Math.exp(term);
  }
  return Math.min(1, 2 * sum);
}

function pairedTTest(gains: Float64Array): number {
  const n = gains.length;
  const mean = gains.reduce((sum, g) => sum + g, 0) / n;
  const variance = gains.reduce((sum, g) => sum + (g - mean) ** 2, 0) / (n - 1);
  if (variance === 0) return mean === 0 ? 1 : 0;
  return studentT(mean / Math.sqrt(variance / n), n - 1);
}

/**
 * Probability that Student's t with `degrees` of freedom is at least this far from 0, two-sided: I(ν / (ν + t²); ν/2,
 * 1/2).
 */
export const studentT = (t: number, degrees: number): number =>
  incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);

/** The regularized incomplete beta function by its continued fraction (Numerical Recipes, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const safe = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return result;
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** The Lanczos approximation, g = 7, n = 9. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const series = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ].reduce((sum, coefficient, i) => sum + coefficient / (x + i), 0.99999999999980993);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
