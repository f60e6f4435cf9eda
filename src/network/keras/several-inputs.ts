import { layers as catalogue } from '../../catalogue';
import type { LayerSpec } from '../../spec';
import type { CallDescription } from '../describe-call';

import { type InboundNode, type TensorConfig, toSnake } from './format';

/**
 * Attention takes one input or several here. Keras always wants a query and a value, of some layers as a list, of others
 * one by one, and is told only in the call whether to look ahead: files hold such calls in the form of Keras 3.
 */

/** A call for a file: of one input a query and a value, which are the same. */
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

/** The inputs of a call in a file, without those that stand there only because Keras wants them: value, key = value. */
export function fewestInputs(className: string, places: readonly string[]): readonly string[] {
  if (!Object.hasOwn(catalogue, className) || catalogue[className]!.inputs !== 'oneOrMany') return places;
  const [query, value, key] = places;
  if (places.length > 3 || (key !== undefined && key !== value)) return places;
  return value === undefined || value === query ? [query!] : [query!, value];
}
