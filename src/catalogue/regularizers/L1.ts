import { abs, mul, sum } from '../../graph';
import { number } from '../arguments';
import { regularizer } from '../entry';

/** l1 · Σ|w|: makes many weights exactly zero. Source: keras.regularizers.L1. */
export default regularizer('L1', {
  arguments: { l1: number({ min: 0, default: 0.01 }) },
  call: ({ l1 }, w) => mul(sum(abs(w)), l1),
});
