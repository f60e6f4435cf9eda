import { layers as catalogue } from '../catalogue';
import type { LayerEntry } from '../catalogue/entry';
import { Problem, TensorwireError } from '../errors';
import type { InputLayer, LayerSpec } from '../spec';

/** One layer of a network: its entry, its errors, its name. */

/** The catalogue's entry of a layer. */
export function entryOf(layer: Pick<LayerSpec, 'id' | 'className' | 'label'>): LayerEntry {
  const entry = Object.hasOwn(catalogue, layer.className) ? catalogue[layer.className] : undefined;
  if (entry === undefined)
    throw new TensorwireError(
      layer.label,
      `layer must be one of ${Object.keys(catalogue).join(', ')}, received "${layer.className}"`,
      { argument: 'layer', received: layer.className, layer: layer.id },
    );
  return entry;
}

export const isInput = (layer: LayerSpec): layer is InputLayer => layer.className === 'InputLayer';

/** Weights of a class that have other names in files: from our name to the file's. */
export const savedWeightsOf = (className: string): Readonly<Record<string, string>> =>
  (Object.hasOwn(catalogue, className) && catalogue[className]!.savedWeights) || {};

/** Runs f; its errors get this layer as subject. */
export function naming<T>(id: string, label: string, f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new TensorwireError(label, error.problem, { ...error.details, layer: id });
  }
}

/** `Dense` → `dense`, `InputLayer` → `input_layer`, `Conv2D` → `conv2d`. */
export const snake = (className: string): string => className.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
