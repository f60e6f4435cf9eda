import { badArgument } from '../../errors';
import { constant, type GraphNode, maximum, mul, reshape, slice, sub } from '../../graph';
import { type Argument, numbers } from '../arguments';
import { loss } from '../entry';
import { lastOf, meanOfRow } from '../lib/losses/per-sample';

/** Between 0 and 1, ascending. */
function quantiles(): Argument<readonly number[]> {
  const list = numbers({ default: [0.05, 0.5, 0.95] });
  return {
    ...list,
    parse(value, name) {
      const given = list.parse(value, name);
      const isRight = given.length > 0 && given.every((q, i) => q > (given[i - 1] ?? 0) && q < 1);
      if (!isRight) throw badArgument(name, 'ascending numbers between 0 and 1, such as 0.05, 0.5, 0.95', value);
      return given;
    },
  };
}

/** The place of the quantile that is the answer: the median, or the nearest to it. */
const middle = (all: readonly number[]): number =>
  all.reduce((best, q, i) => (Math.abs(q - 0.5) < Math.abs(all[best]! - 0.5) ? i : best), 0);

/** [N, numbers · quantiles] → [N, numbers, quantiles] */
const apart = (p: GraphNode, count: number): GraphNode => reshape(p, [p.shape[0]!, lastOf(p) / count, count]);

/**
 * max(q·e, (q − 1)·e) with e = y − p, averaged over the quantiles q and the numbers of a row: each output becomes that
 * quantile of the target. Shapes: target [N, numbers], prediction [N, numbers · quantiles], the quantiles of a number side
 * by side → [N]. Source: sklearn.metrics.mean_pinball_loss; Koenker and Bassett 1978.
 */
export default loss('Pinball', {
  target: 'number',
  arguments: { quantiles: quantiles() },
  distribution: {
    outputs: ({ quantiles }) => quantiles.length,
    point(p, { quantiles }) {
      const at = middle(quantiles);
      const [rows, count] = [p.shape[0]!, lastOf(p) / quantiles.length];
      return reshape(slice(apart(p, quantiles.length), 2, at, at + 1), [rows, count]);
    },
    read(values, from, { quantiles }) {
      let [low, high] = [values[from]!, values[from]!];
      // Each quantile is learned by itself, and may lie beyond the next.
      for (let i = 1; i < quantiles.length; i++) {
        low = Math.min(low, values[from + i]!);
        high = Math.max(high, values[from + i]!);
      }
      return { value: values[from + middle(quantiles)]!, low, high, scale: 1 };
    },
  },
  call(target, p, { quantiles }) {
    const spread = apart(p, quantiles.length);
    const y = reshape(target, [p.shape[0]!, lastOf(p) / quantiles.length, 1]);
    const e = sub(y, spread);
    const q = constant(quantiles, [1, 1, quantiles.length]);
    return meanOfRow(maximum(mul(q, e), mul(sub(q, 1), e)));
  },
});
