import { add, mul, sub } from '../../graph';
import { number } from '../arguments';
import { optimizer } from '../entry';

/**
 * v ← βv + (1 − β)g, θ ← θ − αv: the velocity is an exponential moving average of the gradients, so that α has the same
 * meaning for every β (Keras's SGD uses the other form). Source: Polyak 1964, in the form of Ng's courses.
 */
export default optimizer('Momentum', {
  arguments: { learningRate: number({ min: 0, default: 0.01 }), momentum: number({ min: 0, max: 1, default: 0.9 }) },
  slots: () => ['velocity'],
  update: ({ momentum: β }, { parameter: θ, gradient: g, learningRate: α, slots }) => {
    const velocity = add(mul(slots.velocity!, β), mul(g, 1 - β));
    return { parameter: sub(θ, mul(velocity, α)), slots: { velocity } };
  },
  label: ({ learningRate, momentum }) => `${learningRate} momentum ${momentum}`,
});
