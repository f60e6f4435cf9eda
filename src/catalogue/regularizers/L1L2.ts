import { abs, add, mul, square, sum } from '../../graph';
import { number } from '../arguments';
import { regularizer } from '../entry';

/** l1 · Σ|w| + l2 · Σw². Source: keras.regularizers.L1L2, whose defaults are 0. */
export default regularizer('L1L2', {
  arguments: { l1: number({ min: 0, default: 0 }), l2: number({ min: 0, default: 0 }) },
  call: ({ l1, l2 }, w) => add(mul(sum(abs(w)), l1), mul(sum(square(w)), l2)),
});
