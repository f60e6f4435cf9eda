import { add, exp, type GraphNode, maximum, mul, neg, reshape, slice, square, sub } from '../../graph';
import { loss } from '../entry';
import { lastOf, meanOfRow } from '../lib/losses/per-sample';

/** The logarithm of the least standard deviation, as torch's eps of 1e-6 for the variance. */
const LEAST = Math.log(1e-3);

/** [N, numbers · 2] → the means or the logarithms of the standard deviations, [N, numbers]. */
function part(p: GraphNode, at: 0 | 1): GraphNode {
  const [rows, count] = [p.shape[0]!, lastOf(p) / 2];
  return reshape(slice(reshape(p, [rows, count, 2]), 2, at, at + 1), [rows, count]);
}

/**
 * s + ((y − m)·exp(−s))²/2, averaged over the numbers of a row: −log of the normal density of y around m with the standard
 * deviation exp(s), without its constant. The network gives m and s of each number side by side. Shapes: target [N,
 * numbers], prediction [N, numbers · 2] → [N]. Source: torch.nn.GaussianNLLLoss (with exp(2s) as the variance); Nix and
 * Weigend 1994.
 */
export default loss('GaussianNegativeLogLikelihood', {
  target: 'number',
  distribution: {
    outputs: () => 2,
    point: p => part(p, 0),
    read(values, from) {
      const value = values[from]!;
      return { value, low: value, high: value, scale: Math.exp(Math.max(LEAST, values[from + 1]!)) };
    },
  },
  call(target, p) {
    const [mean, s] = [part(p, 0), maximum(part(p, 1), LEAST)];
    const y = reshape(target, mean.shape);
    return meanOfRow(add(s, mul(square(mul(sub(y, mean), exp(neg(s)))), 0.5)));
  },
});
