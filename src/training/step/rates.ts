import { fans } from '../../catalogue/lib/initializers/distributions';
import { badArgument } from '../../errors';
import type { LayerSpec, OptimizerSpec } from '../../spec';
import type { NamedWeight, Rates } from './packing';

/** Kernels of all kinds: `kernel`, `recurrent_kernel`, `backward_kernel`. */
const KERNEL = /(^|_)kernel$/;

/**
 * The factors of the learning rate for a weight. `learningRateMultipliers` go by the name of the weight (`bias`,
 * `scale`; of `query/kernel`: `kernel`), those of `layers` by its layer. `neuralTangent` divides the rate of kernels by √(inputs of a unit). With
 * optimizers that normalize gradients (Adam and its variants) this is equivalent to the neural tangent parametrization,
 * in which kernels N(0, 1) are divided by √inputs in the forward pass: a layer learns at the same speed whatever its
 * width, and stays a plain Dense layer. Weights decay by the same share of themselves in both, which is why their decay is not
 * divided. Sources: Jacot, Gabriel and Hongler 2018; the equivalence: Yang and Hu 2021,
 * "Tensor Programs IV".
 */
export function ratesOf(
  { learningRateMultipliers = {}, neuralTangent = false, excludeFromWeightDecay = [] }: OptimizerSpec,
  weights: readonly Pick<NamedWeight, 'key'>[],
  layers: readonly Pick<LayerSpec, 'id' | 'learningRateMultiplier'>[] = [],
) {
  const names = [...new Set(weights.map(({ key }) => nameOf(key)))];
  for (const [name, rate] of Object.entries(learningRateMultipliers)) {
    if (typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0)
      throw badArgument(`learningRateMultipliers of ${name}`, 'a number of at least 0', rate).about('train');
    checkName(name, names, 'learningRateMultipliers');
  }
  for (const name of excludeFromWeightDecay) checkName(name, names, 'excludeFromWeightDecay');
  const ofLayers = new Map(layers.map(({ id, learningRateMultiplier = 1 }) => [id, learningRateMultiplier]));
  return ({ key, spec }: NamedWeight): Rates => {
    const name = nameOf(key);
    const own = Object.hasOwn(learningRateMultipliers, name) ? learningRateMultipliers[name]! : 1;
    const rate = own * (ofLayers.get(key.slice(0, key.indexOf('/'))) ?? 1);
    const fanIn = spec.fanIn ?? fans(spec.shape).fanIn;
    return {
      rate: neuralTangent && KERNEL.test(name) ? rate / Math.sqrt(Math.max(1, fanIn)) : rate,
      decay: excludeFromWeightDecay.includes(name) ? 0 : rate,
    };
  };
}

function checkName(name: string, names: readonly string[], argument: string): void {
  if (names.includes(name)) return;
  throw badArgument(argument, `of weights of the network (${names.join(', ')})`, name).about('train');
}

/** `kernel` of `query/kernel` */
const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** The multipliers as a form has them, `bias=0.1, scale=6`. Throws a Problem. */
export function learningRateMultipliers(given: string): Readonly<Record<string, number>> {
  const found = new Map<string, number>();
  for (const part of given.split(',')) {
    if (part.trim() === '') continue;
    const match = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part);
    const rate = Number(match?.[2]);
    if (!match || !Number.isFinite(rate) || rate < 0 || found.has(match[1]!))
      throw badArgument(
        'learningRateMultipliers',
        'a number for each name of a weight, as in bias=0.1, scale=6',
        given,
      );
    found.set(match[1]!, rate);
  }
  return Object.fromEntries(found);
}
