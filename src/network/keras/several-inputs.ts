import { layers as catalogue } from '../../catalogue';
import type { LayerSpec } from '../../spec';
import type { CallDescription } from '../describe-call';

import { type InboundNode, type TensorConfig, toSnake } from './format';

/**
 * Attention takes one input or several here. Keras always needs a query and a value: for some layers as a list, for
 * others as separate arguments. Whether to use a causal mask is an argument of the call. Files have such calls in the
 * form of Keras 3.
 */

/** A call for a file: a single input is both query and value. */
export function callConfig(
  layer: LayerSpec,
  inputs: readonly (readonly [TensorConfig, CallDescription])[],
): InboundNode {
  const { separateInputs, arguments: table } = catalogue[layer.className]!;
  const tensors = (inputs.length === 1 ? [inputs[0]!, inputs[0]!] : inputs).map(([place, { shape, dtype }]) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, ...shape!.slice(1)], dtype, keras_history: place },
  }));
  const given = Object.entries(table).flatMap(([name, { keras }]) =>
    keras?.ofCall ? [[toSnake(name), keras.to(layer.args[name])]] : [],
  );
  return { args: separateInputs ? tensors : [tensors], kwargs: Object.fromEntries(given) };
}

/** The inputs of a call in a file, without those that are there only because Keras needs them: value, key = value. */
export function fewestInputs(className: string, places: readonly string[]): readonly string[] {
  if (!Object.hasOwn(catalogue, className) || catalogue[className]!.inputs !== 'oneOrMany') return places;
  const [query, value, key] = places;
  if (places.length > 3 || (key !== undefined && key !== value)) return places;
  return value === undefined || value === query ? [query!] : [query!, value];
}
