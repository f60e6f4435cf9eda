/**
 * Adaptive prediction sets: classes from the likeliest on, until what seems likelier than the next one exceeds the
 * quantile. The likeliest is always among them, and no random number decides. Classes from the seventh on cost a little
 * more, so that sets of many classes stay short. Sources: Romano, Sesia and Candès 2020 (APS); Angelopoulos et al. 2021
 * (RAPS).
 */

/** RAPS: the price of a rank, and the rank from which it is paid. */
const [PRICE, FREE] = [0.01, 5];

/** Probabilities are added in another order here than for a score. */
const ROUNDING = 1e-9;

const price = (rank: number): number => PRICE * Math.max(0, rank - FREE);

/** The score of a class: the probability of all that seem likelier (of equals: those before it). */
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

/** The labels whose score is at most `quantile`: in the wanted share of rows, all true ones are among them. */
export function labelSet(probabilities: ArrayLike<number>, from: number, width: number, quantile: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < width; i++) if (1 - probabilities[from + i]! <= quantile) found.push(i);
  return found;
}
