import { fans } from '../catalogue/lib/initializers/distributions';
import { badArgument } from '../errors';
import type { OptimizerSpec } from '../spec';
import type { NamedWeight } from './packing';

/** Kernels of all kinds: `kernel`, `recurrent_kernel`, `backward_kernel`. */
const KERNEL = /(^|_)kernel$/;

/**
 * The factor of the learning rate for a weight. `learningRateMultipliers` go by the name of the weight (`bias`,
 * `scale`; of `query/kernel`: `kernel`). `neuralTangent` divides the rate of kernels by √(inputs of a unit). With
 * optimizers that normalize gradients (Adam and its variants) this is equivalent to the neural tangent parametrization,
 * in which kernels N(0, 1) are divided by √inputs in the forward pass: a layer learns at the same speed whatever its
 * width, and stays a plain Dense layer. Sources: Jacot, Gabriel and Hongler 2018; the equivalence: Yang and Hu 2021,
 * "Tensor Programs IV".
 */
export function rateOf(
  { learningRateMultipliers = {}, neuralTangent = false }: OptimizerSpec,
  weights: readonly Pick<NamedWeight, 'key'>[],
) {
  const names = [...new Set(weights.map(({ key }) => nameOf(key)))];
  for (const [name, rate] of Object.entries(learningRateMultipliers)) {
    if (typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0)
      throw badArgument('train', `learningRateMultipliers of ${name}`, 'a number of at least 0', rate);
    if (!names.includes(name))
      throw badArgument('train', 'learningRateMultipliers', `of weights of the network (${names.join(', ')})`, name);
  }
  return ({ key, spec }: NamedWeight): number => {
    const name = nameOf(key);
    const rate = Object.hasOwn(learningRateMultipliers, name) ? learningRateMultipliers[name]! : 1;
    const fanIn = spec.fanIn ?? fans(spec.shape).fanIn;
    return neuralTangent && KERNEL.test(name) ? rate / Math.sqrt(Math.max(1, fanIn)) : rate;
  };
}

/** `kernel` of `query/kernel` */
const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** The multipliers as a form has them, `bias=0.1, scale=6`. Throws a TensorwireError. */
export function learningRateMultipliers(given: string, subject: string): Readonly<Record<string, number>> {
  const found = new Map<string, number>();
  for (const part of given.split(',')) {
    if (part.trim() === '') continue;
    const match = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part);
    const rate = Number(match?.[2]);
    if (!match || !Number.isFinite(rate) || rate < 0 || found.has(match[1]!))
      throw badArgument(
        subject,
        'learningRateMultipliers',
        'a number for each name of a weight, as in bias=0.1, scale=6',
        given,
      );
    found.set(match[1]!, rate);
  }
  return Object.fromEntries(found);
}
