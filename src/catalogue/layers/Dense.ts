import { Problem } from '../../errors';
import { cast } from '../../graph';
import type { Shape } from '../../graph/types';
import { integer } from '../arguments';
import { activate, activation } from '../components';
import { layer } from '../entry';
import { kernelAndBias, kernelAndBiasWeights } from '../lib/layers/kernel-and-bias';
import { sameMask } from '../lib/layers/masking';
import { projected } from '../lib/layers/projection';

/**
 * Fully connected layer, y = activation(x · kernel + bias), over the last axis.
 * Shapes: [N, …, features] → [N, …, units]; kernel [features, units], bias [units]. Source: keras.layers.Dense.
 */
export default layer('Dense', {
  family: 'dense',
  arguments: {
    units: integer({ min: 1, default: 32 }),
    activation: activation('linear'),
    ...kernelAndBias,
  },
  inputs: 'one',
  weights: ({ units, ...args }, x) => kernelAndBiasWeights(args, [features(x), units], [units]),
  call: ({ activation }, [x], { kernel, bias }) => activate(activation, projected(cast(x!, 'float32'), kernel!, bias)),
  mask: sameMask,
  label: ({ units, activation }) => (activation === 'linear' ? `${units}` : `${units} ${activation}`),
});

function features(x: Shape): number {
  const last = x.at(-1);
  if (x.length < 2 || typeof last !== 'number')
    throw new Problem(`expects an input of shape [N, …, features], received [${x.join(', ')}]`);
  return last;
}
