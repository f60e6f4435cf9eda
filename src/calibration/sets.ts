/**
 * Adaptive prediction sets: classes are added, likeliest first, until the probability of those before the next class
 * exceeds the quantile. The likeliest class is always in the set, and no random number is used. From the seventh class
 * on each costs a small penalty, which keeps sets short where there are many classes. Sources: Romano, Sesia and Candès
 * 2020 (APS); Angelopoulos et al. 2021 (RAPS).
 */

/** RAPS: the penalty of a rank, and the number of ranks that are free of it. */
const [PRICE, FREE] = [0.01, 5];

/** Probabilities are summed in another order here than for a score. */
const ROUNDING = 1e-9;

const price = (rank: number): number => PRICE * Math.max(0, rank - FREE);

/** The score of a class: the sum of all larger probabilities (of equal ones: those before it). */
export function classScore(probabilities: ArrayLike<number>, from: number, width: number, truth: number): number {
  const own = probabilities[from + truth]!;
  let [before, rank] = [0, 0];
  for (let i = 0; i < width; i++) {
    const p = probabilities[from + i]!;
    if (p > own || (p === own && i < truth)) {
      before += p;
      rank++;
    }
  }
  return before + price(rank);
}

/** The classes, likeliest first, whose score is at most `quantile`. */
export function classSet(probabilities: ArrayLike<number>, from: number, width: number, quantile: number): number[] {
  const order = Array.from({ length: width }, (_, i) => i);
  order.sort((a, b) => probabilities[from + b]! - probabilities[from + a]! || a - b);
  let before = 0;
  let count = 0;
  while (count < width && (count === 0 || before + price(count) <= quantile + ROUNDING))
    before += probabilities[from + order[count++]!]!;
  return order.slice(0, count);
}

/** 1 − the smallest probability among the true labels of a row; 0 where there is none. */
export function labelsScore(
  probabilities: ArrayLike<number>,
  truth: ArrayLike<number>,
  from: number,
  width: number,
): number {
  let least = 1;
  for (let i = from; i < from + width; i++) if (truth[i]! >= 0.5) least = Math.min(least, probabilities[i]!);
  return 1 - least;
}

/** The labels whose score is at most `quantile`: all true ones are among them in the requested share of rows. */
export function labelSet(probabilities: ArrayLike<number>, from: number, width: number, quantile: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < width; i++) if (1 - probabilities[from + i]! <= quantile) found.push(i);
  return found;
}
