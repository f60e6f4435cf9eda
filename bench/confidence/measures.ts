import { uniformSequence } from '../../src/graph';

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export const standardError = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2)) / Math.max(1, values.length - 1));
};

/** The class at this position (0 … 1) in the cumulative probabilities. */
export function drawn(probabilities: readonly number[], place: number): number {
  let sum = 0;
  const found = probabilities.findIndex(p => {
    sum += p;
    return place < sum;
  });
  return found < 0 ? probabilities.length - 1 : found;
}

/**
 * The expected calibration error of the likeliest class, in 10 bins with equal numbers of rows. Source: Guo et al.
 * 2017; equal numbers instead of equal widths, because nearly all rows may be in one of those.
 */
export function calibrationError(probabilities: readonly (readonly number[])[], truth: readonly number[]): number {
  const rows = probabilities
    .map((p, i) => {
      const most = Math.max(...p);
      return { most, right: Number(p.indexOf(most) === truth[i]) };
    })
    .sort((a, b) => a.most - b.most);
  const bins = Array.from({ length: 10 }, (_, b) => rows.slice((b * rows.length) / 10, ((b + 1) * rows.length) / 10));
  const known = bins.filter(bin => bin.length > 0);
  return known.reduce(
    (sum, bin) => sum + (bin.length / rows.length) * Math.abs(mean(bin.map(r => r.most)) - mean(bin.map(r => r.right))),
    0,
  );
}

/**
 * The coverage in the worst slab {a ≤ v·x ≤ b} with at least a tenth of the rows, over 200 directions v. The slab is
 * found on one half of the rows, and its coverage measured on the other. Source: Cauchois, Gupta and Duchi 2021;
 * Romano, Sesia and Candès 2020.
 */
export function worstSlab(x: readonly (readonly number[])[], covered: readonly boolean[], seed: number): number {
  const width = x[0]?.length ?? 0;
  if (width === 0) return mean(covered.map(Number));
  const uniform = uniformSequence(seed + 1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const [search, judge] = [x.map((_, i) => i).filter(i => i % 2 === 0), x.map((_, i) => i).filter(i => i % 2 === 1)];
  const least = Math.ceil(search.length / 10);
  let worst = { share: 2, direction: [] as number[], from: 0, to: 0 };
  for (let draw = 0; draw < 200; draw++) {
    const direction = Array.from({ length: width }, normal);
    const place = (i: number): number => direction.reduce((sum, v, k) => sum + v * x[i]![k]!, 0);
    const sorted = search.map(i => ({ at: place(i), covered: Number(covered[i]) })).sort((a, b) => a.at - b.at);
    const sums = [0];
    for (const row of sorted) sums.push(sums.at(-1)! + row.covered);
    for (let from = 0; from + least <= sorted.length; from += Math.max(1, Math.floor(least / 4)))
      for (let to = from + least; to <= sorted.length; to += Math.max(1, Math.floor(least / 4))) {
        const share = (sums[to]! - sums[from]!) / (to - from);
        if (share < worst.share) worst = { share, direction, from: sorted[from]!.at, to: sorted[to - 1]!.at };
      }
  }
  const inside = judge.filter(i => {
    const at = worst.direction.reduce((sum, v, k) => sum + v * x[i]![k]!, 0);
    return at >= worst.from && at <= worst.to;
  });
  return inside.length > 0 ? mean(inside.map(i => Number(covered[i]))) : 1;
}
