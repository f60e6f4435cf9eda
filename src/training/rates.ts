import { fans } from '../catalogue/lib/initializers/distributions';
import { badArgument } from '../errors';
import type { OptimizerSpec } from '../spec';
import type { NamedWeight } from './packing';

/**
 * The factor of the learning rate for a weight. `learningRateMultipliers` go by the name of the weight (`bias`,
 * `scale`; of `query/kernel`: `kernel`). `neuralTangent` divides the rate of kernels by √(inputs of a unit). With
 * optimizers that normalize gradients (Adam and its variants) this is equivalent to the neural tangent parametrization,
 * in which kernels N(0, 1) are divided by √inputs in the forward pass: a layer learns at the same speed whatever its
 * width, and stays a plain Dense layer. Sources: Jacot, Gabriel and Hongler 2018; the equivalence: Yang and Hu 2021,
 * "Tensor Programs IV".
 */
export function rateOf({ learningRateMultipliers = {}, neuralTangent = false }: OptimizerSpec) {
  for (const [name, rate] of Object.entries(learningRateMultipliers))
    if (typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0)
      throw badArgument('train', `learningRateMultipliers of ${name}`, 'a number of at least 0', rate);
  return ({ key, spec }: NamedWeight): number => {
    const name = key.slice(key.lastIndexOf('/') + 1);
    const rate = Object.hasOwn(learningRateMultipliers, name) ? learningRateMultipliers[name]! : 1;
    return neuralTangent && name === 'kernel' ? rate / Math.sqrt(Math.max(1, fans(spec.shape).fanIn)) : rate;
  };
}

/** The multipliers as a form has them, `bias=0.1, scale=6`. Throws a TensorwireError. */
export function learningRateMultipliers(given: string, subject: string): Readonly<Record<string, number>> {
  const parts = given.split(',').filter(part => part.trim() !== '');
  return Object.fromEntries(
    parts.map(part => {
      const match = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part);
      const rate = Number(match?.[2]);
      if (!match || !Number.isFinite(rate) || rate < 0)
        throw badArgument(
          subject,
          'learningRateMultipliers',
          'numbers by the names of weights, as in bias=0.1, scale=6',
          given,
        );
      return [match[1]!, rate];
    }),
  );
}
