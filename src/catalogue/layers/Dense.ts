import { TensorwireError } from '../../errors';
import { cast } from '../../graph';
import type { Shape } from '../../graph/types';
import { flag, integer } from '../arguments';
import { activate, activation, constraint, initializer, regularizer } from '../components';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';
import { projected } from '../lib/layers/projection';
import { weight } from '../weights';

/**
 * Fully connected layer, y = activation(x · kernel + bias), over the last axis.
 * Shapes: [N, …, features] → [N, …, units]; kernel [features, units], bias [units]. Source: keras.layers.Dense.
 */
export default layer('Dense', {
  family: 'dense',
  arguments: {
    units: integer({ min: 1, default: 32 }),
    activation: activation('linear'),
    useBias: flag(true),
    kernelInitializer: initializer('GlorotUniform'),
    biasInitializer: initializer('Zeros'),
    kernelRegularizer: regularizer(),
    biasRegularizer: regularizer(),
    kernelConstraint: constraint(),
    biasConstraint: constraint(),
  },
  inputs: 'one',
  weights: ({ units, useBias, ...args }, x) => ({
    kernel: weight('kernel', args, [features(x), units]),
    ...(useBias && {
      bias: weight('bias', args, [units]),
    }),
  }),
  call: ({ activation }, [x], { kernel, bias }) => activate(activation, projected(cast(x!, 'float32'), kernel!, bias)),
  mask: sameMask,
  label: ({ units, activation }) => (activation === 'linear' ? `${units}` : `${units} ${activation}`),
});

function features(x: Shape): number {
  const last = x.at(-1);
  if (x.length < 2 || typeof last !== 'number')
    throw new TensorwireError('Dense', `expects an input of shape [N, …, features], received [${x.join(', ')}]`);
  return last;
}
