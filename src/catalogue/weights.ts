import type { ComponentSpec, WeightSpec } from './entry';

/**
 * The arguments of a weight `kernel`: kernelInitializer, kernelRegularizer and kernelConstraint, as Keras names them.
 */
type ArgumentsOf<Name extends string> = { readonly [K in `${Name}Initializer`]: ComponentSpec } & {
  readonly [K in `${Name}Regularizer` | `${Name}Constraint`]: ComponentSpec | null;
};

/** A weight with the initializer, regularizer and constraint that the layer's arguments name after it. */
export function weight<Name extends string>(name: Name, args: ArgumentsOf<Name>, shape: readonly number[]): WeightSpec {
  const parts = args as Readonly<Record<string, ComponentSpec | null>>;
  return {
    shape,
    initializer: parts[`${name}Initializer`]!,
    regularizer: parts[`${name}Regularizer`],
    constraint: parts[`${name}Constraint`],
  };
}
