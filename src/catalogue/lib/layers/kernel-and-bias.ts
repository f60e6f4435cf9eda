import { type Arguments, flag } from '../../arguments';
import { constraint, initializer, regularizer } from '../../components';
import type { WeightSpec } from '../../entry';
import { weight } from '../../weights';

/** The arguments of a layer of one kernel and one bias, as Keras names and orders them. */
export const kernelAndBias = {
  useBias: flag(true),
  kernelInitializer: initializer('GlorotUniform'),
  biasInitializer: initializer('Zeros'),
  kernelRegularizer: regularizer(),
  biasRegularizer: regularizer(),
  kernelConstraint: constraint(),
  biasConstraint: constraint(),
};
export type KernelAndBias = Arguments<typeof kernelAndBias>;

/** The kernel of this shape, and the bias, where the layer has one. */
export const kernelAndBiasWeights = (
  args: KernelAndBias,
  kernel: readonly number[],
  bias: readonly number[],
): { readonly kernel: WeightSpec; readonly bias?: WeightSpec } => ({
  kernel: weight('kernel', args, kernel),
  ...(args.useBias && { bias: weight('bias', args, bias) }),
});
