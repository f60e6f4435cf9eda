import { add, cast, div, mean, mul, sqrt, square } from '../../graph';
import { inFiles, integer, number } from '../arguments';
import { layer } from '../entry';
import { alongAxes, axisIn, sizesOf } from '../lib/layers/axes';

/** Keras 3.15 writes a list. */
const isOne = (json: unknown): json is readonly [unknown] => Array.isArray(json) && json.length === 1;

/**
 * y = scale·x/√(mean(x²) + ε) of the row over `axis`: layer normalization without subtracting the mean.
 * Shapes: [N, …, features] → the same; scale [features]. Source: keras.layers.RMSNormalization; Zhang and Sennrich
 * 2019.
 */
export default layer('RMSNormalization', {
  family: 'normalization',
  arguments: {
    axis: inFiles(integer({ default: -1 }), { to: axis => axis, from: json => (isOne(json) ? json[0] : json) }),
    epsilon: number({ min: 0, default: 1e-6 }),
  },
  inputs: 'one',
  weights: ({ axis }, x) => ({
    scale: { shape: sizesOf(x, [axisIn(axis, x)]), initializer: { className: 'Ones' } },
  }),
  call: ({ axis, epsilon }, [input], { scale }) => {
    const x = cast(input!, 'float32');
    const along = axisIn(axis, x.shape);
    const even = div(x, sqrt(add(mean(square(x), [along], true), epsilon)));
    return mul(even, alongAxes(scale!, [along], x));
  },
  label: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
});
