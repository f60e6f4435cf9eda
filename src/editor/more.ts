import type { Field, NodeForm } from './form';

/** Which fields of a form stand under *more*: those that a network can do without, until one knows why. */

/** Arguments of layers and optimizers that Keras, too, documents last. */
const RARE: readonly string[] = [
  ...['useBias', 'dataFormat', 'dilationRate', 'groups', 'depthMultiplier', 'noiseShape', 'sharedAxes', 'dtype'],
  ...['valueDim', 'outputShape', 'attentionAxes', 'useScale', 'scoreMode', 'useCausalMask'],
  ...['recurrentActivation', 'unitForgetBias', 'resetAfter', 'recurrentDropout', 'goBackwards', 'keepdims'],
  ...['beta1', 'beta2', 'rho', 'epsilon', 'amsgrad', 'initialAccumulatorValue', 'centered', 'nesterov', 'center'],
];

/** The fields of a class in two parts; all come first where no other is left. */
export function argumentsInParts(fields: readonly Field[]): {
  readonly first: readonly Field[];
  readonly more: readonly Field[];
} {
  const isRare = ({ widget, property }: Field): boolean =>
    widget === 'part' || RARE.includes(property) || (property === 'scale' && widget === 'checkbox');
  const more = fields.filter(isRare);
  return more.length === fields.length ? { first: fields, more: [] } : { first: fields.filter(f => !isRare(f)), more };
}

/** The node's own fields in two parts. */
export function fieldsInParts({ fields, more = [] }: NodeForm): {
  readonly first: readonly Field[];
  readonly more: readonly Field[];
} {
  const isMore = ({ property }: Field): boolean => more.includes(property);
  return { first: fields.filter(field => !isMore(field)), more: fields.filter(isMore) };
}
