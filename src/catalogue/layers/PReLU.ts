import { cast, mul, neg, relu, sub } from '../../graph';
import type { Shape } from '../../graph/types';
import { inFiles, integers } from '../arguments';
import { constraint, initializer, regularizer } from '../components';
import { layer } from '../entry';
import { axesIn } from '../lib/layers/axes';
import { sameMask } from '../lib/layers/masking';
import { weight } from '../weights';

/**
 * x where x > 0, α·x below, with a learned α for each position of a row; along `sharedAxes` α is shared.
 * Shapes: [N, …] → the same; alpha has the shape of a row, with length 1 in the shared axes.
 * Source: keras.layers.PReLU; He et al. 2015.
 */
export default layer('PReLU', {
  family: 'activation',
  arguments: {
    alphaInitializer: initializer('Zeros'),
    alphaRegularizer: regularizer(),
    alphaConstraint: constraint(),
    sharedAxes: inFiles(integers({ min: 1, default: [] }), {
      to: axes => (axes.length === 0 ? null : axes),
      from: json => json ?? [],
    }),
  },
  inputs: 'one',
  weights: ({ sharedAxes, ...args }, x) => ({
    alpha: weight('alpha', args, own(x, sharedAxes)),
  }),
  call: (_, [input], { alpha }) => {
    const x = cast(input!, 'float32');
    return sub(relu(x), mul(relu(neg(x)), alpha!));
  },
  mask: sameMask,
  label: ({ sharedAxes }) => (sharedAxes.length === 0 ? '' : `shared ${sharedAxes.join(', ')}`),
});

function own(x: Shape, sharedAxes: readonly number[]): readonly number[] {
  const shared = axesIn(sharedAxes, x);
  return x.slice(1).map((d, i) => (shared.includes(i + 1) ? 1 : (d as number)));
}
