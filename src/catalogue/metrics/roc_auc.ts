import { cast, constant, greater, mul, reshape, sum } from '../../graph';
import { metric } from '../entry';
import { average, epsilon, ratio, table, vector } from '../rows';

const count = 200;
const thresholds = Float32Array.from({ length: count }, (_, i) => i / (count - 1));
thresholds[0] = -epsilon;
thresholds[count - 1] = 1 + epsilon;

/**
 * Area under the curve of true against false positive rate, from 200 thresholds and trapezoids: 0.5 is chance, 1 perfect.
 * For several classes the mean of each class against the rest. Scores must lie between 0 and 1.
 * Source: keras.metrics.AUC(num_thresholds=200, multi_label=True for several classes).
 */
export default metric('roc_auc', {
  className: 'AUC',
  judges: 'classes',
  better: 'higher',
  partials: (target, prediction, form) => {
    const { truth, score, rows, width } = table('roc_auc', target, prediction, form);
    const above = cast(greater(reshape(score, [rows, 1, width]), constant(thresholds, [count, 1])), 'float32');
    return vector(sum(mul(above, reshape(truth, [rows, 1, width])), [0]), sum(above, [0]));
  },
  /** sums: true positives [thresholds, classes], then all that are above [thresholds, classes] */
  result: sums => {
    const width = sums.length / (2 * count);
    const truePositives = (t: number, c: number): number => sums[t * width + c]!;
    const falsePositives = (t: number, c: number): number => sums[(count + t) * width + c]! - truePositives(t, c);
    const area = (c: number): number => {
      const x = (t: number): number => ratio(falsePositives(t, c), falsePositives(0, c));
      const y = (t: number): number => ratio(truePositives(t, c), truePositives(0, c));
      let total = 0;
      for (let t = 1; t < count; t++) total += ((x(t - 1) - x(t)) * (y(t - 1) + y(t))) / 2;
      return total;
    };
    return average(Array.from({ length: width }, (_, c) => area(c)));
  },
});
