import type { Reduction, reductions } from '../../../graph';
import type { ReductionName } from '../tensorflow';
import type { TfjsLowering, TfjsLowerings } from './rule';

const reduce =
  (name: ReductionName): TfjsLowering<Reduction> =>
  (tf, [x], { attributes: { axes, keepDims } }) =>
    tf[name](x, [...axes], keepDims);

export const ofReductions: TfjsLowerings<typeof reductions> = {
  sum: reduce('sum'),
  max: reduce('max'),
  min: reduce('min'),
  argmax: (tf, [x]) => tf.argMax(x, -1),
  softmax: (tf, [x]) => tf.softmax(x),
  logSoftmax: (tf, [x]) => tf.logSoftmax(x),
};
