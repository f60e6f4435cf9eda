import { choice, number } from '../arguments';
import { initializer } from '../entry';
import { fans, filled, normal, scaledNormal, scaledUniform } from '../lib/initializers/distributions';

/**
 * Variance scale / fan, where the fan is the inputs, the outputs or their mean: the general form of the initializers of
 * Glorot, He and LeCun. Source: keras.initializers.VarianceScaling.
 */
export default initializer('VarianceScaling', {
  arguments: {
    scale: number({ min: 1e-9, default: 1 }),
    mode: choice(['fan_in', 'fan_out', 'fan_avg'], 'fan_in'),
    distribution: choice(['truncated_normal', 'untruncated_normal', 'uniform'], 'truncated_normal'),
  },
  values: ({ scale, mode, distribution }, shape, uniform) => {
    const { fanIn, fanOut } = fans(shape);
    const fan = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
    if (distribution === 'uniform') return scaledUniform(shape, scale, fan, uniform);
    if (distribution === 'truncated_normal') return scaledNormal(shape, scale, fan, uniform);
    return filled(shape, normal(uniform, 0, Math.sqrt(scale / Math.max(1, fan))));
  },
});
