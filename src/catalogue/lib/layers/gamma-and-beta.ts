import { type Arguments, flag } from '../../arguments';
import { constraint, initializer, regularizer } from '../../components';
import type { WeightSpec } from '../../entry';
import { weight } from '../../weights';

/** The arguments of a normalization by γ (`scale`) and β (`center`), as Keras names and orders them. */
export const gammaAndBeta = {
  center: flag(true),
  scale: flag(true),
  betaInitializer: initializer('Zeros'),
  gammaInitializer: initializer('Ones'),
  betaRegularizer: regularizer(),
  gammaRegularizer: regularizer(),
  betaConstraint: constraint(),
  gammaConstraint: constraint(),
};

/** γ and β of this shape, those that the layer has. */
export const gammaAndBetaWeights = (
  args: Arguments<typeof gammaAndBeta>,
  shape: readonly number[],
): { readonly gamma?: WeightSpec; readonly beta?: WeightSpec } => ({
  ...(args.scale && { gamma: weight('gamma', args, shape) }),
  ...(args.center && { beta: weight('beta', args, shape) }),
});
