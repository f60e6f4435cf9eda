import { cast, mul } from '../../graph';
import { constraint, initializer, regularizer } from '../components';
import { layer } from '../entry';
import { axesIn, sizesOf } from '../lib/layers/axes';
import { sameMask } from '../lib/layers/masking';
import { weight } from '../weights';

/**
 * x · scale, one factor for each feature, learned: which columns of a table count. Shapes: [N, …, features] → the same;
 * scale [features]. Source: the scaling layer of RealMLP (Holzmüller, Grinsztajn and Steinwart 2024), which learns it at six
 * times the learning rate.
 */
export default layer('Scale', {
  family: 'normalization',
  arguments: {
    scaleInitializer: initializer('Ones'),
    scaleRegularizer: regularizer(),
    scaleConstraint: constraint(),
  },
  inputs: 'one',
  mask: sameMask,
  weights: (args, x) => ({ scale: weight('scale', args, sizesOf(x, axesIn([-1], x))) }),
  call: (_, [x], { scale }) => mul(cast(x!, 'float32'), scale!),
  label: () => '',
});
