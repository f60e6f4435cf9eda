import { add, div, minimum, mul } from '../ops/binary';
import { exp } from '../ops/unary';
import { rewrite } from './matcher';

/** From here on tanh(softplus(x)) is 1 in float32, and the square of eˣ is finite. */
const LARGE = 20;

export const mishByOneExponential = rewrite({
  name: 'mishByOneExponential',
  reason:
    'tanh(softplus(x)) is n / (n + 2) with n = eˣ·(eˣ + 2): one exponential instead of a softplus and a tanh, and of their gradients',
  patterns: [{ op: 'mul', inputs: ['x', { op: 'tanh', inputs: [{ op: 'softplus', inputs: ['same'] }] }] }],
  replace({ x, same }) {
    if (x !== same) return null;
    const e = exp(minimum(x!, LARGE));
    const n = mul(e, add(e, 2));
    return mul(x!, div(n, add(n, 2)));
  },
});
