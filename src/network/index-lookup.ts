import { TensorwireError } from '../errors';
import type { LayerSpec } from '../spec';
import type { Arriving } from './describe-call';
import { entryOf } from './layer';

/** Layers that look up whole numbers (Embedding) after inputs of categories. */

/** Such a layer reads categories by index; 0 is an unknown category. */
export function lookingUp(
  layer: LayerSpec,
  inputs: readonly Arriving[],
): [layer: LayerSpec, inputs: readonly Arriving[]] {
  const { indices } = entryOf(layer);
  const [{ dtype, byIndex } = { dtype: 'float32' as const }] = inputs;
  if (!indices || !byIndex) return [layer, inputs];
  const size = lookupSize(layer, indices, byIndex.categories);
  return [{ ...layer, args: { ...layer.args, [indices]: size } }, [{ shape: byIndex.shape, dtype }]];
}

/**
 * The number of different indices that such a layer looks up. Throws a TensorwireError if its argument is too small.
 * A pretrained layer looks up the categories of the model that it was taken from, whatever those of the data.
 */
export function lookupSize(layer: LayerSpec, argument: string, categories: number): number {
  const given = layer.args[argument] as number | null;
  if (given === null || given > categories || layer.pretrained) return given ?? categories + 1;
  throw new TensorwireError(
    layer.label,
    `${argument} must be at least ${categories + 1}, the ${categories} categories that come in and 0 for any other, received ${given}`,
    { argument, expected: categories + 1, received: given, layer: layer.id },
  );
}
