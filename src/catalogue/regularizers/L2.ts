import { mul, square, sum } from '../../graph';
import { number } from '../arguments';
import { regularizer } from '../entry';

/** l2 · Σw²: keeps weights small. Source: keras.regularizers.L2. */
export default regularizer('L2', {
  arguments: { l2: number({ min: 0, default: 0.01 }) },
  call: ({ l2 }, w) => mul(sum(square(w)), l2),
});
