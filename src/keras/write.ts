import { Problem } from '../errors';
import { writeHdf5 } from '../hdf5';
import { storesOf, toKerasJson, uniqueNames } from '../network';
import type { NetworkSpec } from '../spec';
import type { WeightArray } from '../values/model';
import { placesOf } from './places';

/** Layers of the catalogue that Keras does not have; a test asks Keras. */
const NOT_IN_KERAS = new Set(
  'InstanceDenormalization InstanceNormalization PeriodicEmbedding PiecewiseLinearEncoding Scale SeasonalNaive'.split(
    ' ',
  ),
);

/**
 * The entries of a `.keras` file that Keras 3 opens with equal answers: the network and its weights, without the pipeline,
 * for which Keras has no place. Throws a Problem that names the layers which Keras does not have.
 */
export function toKerasArchive(
  network: NetworkSpec,
  weights: Readonly<Record<string, WeightArray>>,
): Readonly<Record<string, string | readonly Uint8Array[]>> {
  const { modelJson, order } = toKerasJson(network, weights);
  const { model_config: model } = modelJson.modelTopology;
  const { layers } = model.config;
  const foreign = [...new Set(layers.map(layer => layer.class_name))].filter(name => NOT_IN_KERAS.has(name));
  if (foreign.length > 0)
    throw new Problem(
      `has layers that Keras does not have: ${foreign.join(', ')}. Export it as a bundle, whose model.onnx ONNX Runtime opens`,
      { received: foreign },
    );
  const stores = new Map(storesOf(layers, '').map((store, i) => [layers[i]!.name, store]));
  const names = uniqueNames(network);
  const tree: Mutable = {};
  const moments = new Map<string, Record<string, unknown>>();
  const classes = new Map(network.layers.map(({ id, className }) => [id, className]));
  const keys = new Map<string, string[]>();
  for (const { key } of order) {
    const at = key.indexOf('/');
    const id = key.slice(0, at);
    keys.set(id, [...(keys.get(id) ?? []), key.slice(at + 1)]);
  }
  for (const [id, all] of keys)
    for (const weight of all) {
      const [name, className] = [names[id]!, classes.get(id)!];
      const { shape, data } = weights[`${id}/${weight}`]!;
      if (className === 'Normalization')
        // Keras counts the rows behind moments that were learned; given ones are arguments.
        moments.set(name, { ...moments.get(name), [weight]: nested(data, shape) });
      else put(tree, `${stores.get(name)}/${placesOf(className, weight, all)[0]}`, { shape, data });
    }
  const config = {
    ...model,
    config: {
      ...model.config,
      input_layers: oneOrAll(model.config.input_layers),
      output_layers: oneOrAll(model.config.output_layers),
      layers: layers.map(layer => ({ ...layer, config: { ...layer.config, ...moments.get(layer.name) } })),
    },
    registered_name: null,
  };
  return {
    'metadata.json': JSON.stringify({ keras_version: KERAS, date_saved: dateSaved(new Date()) }),
    'config.json': JSON.stringify(config),
    'model.weights.h5': writeHdf5(tree),
  };
}

/** Keras expects a list of arrays where a list stands. */
const oneOrAll = <T>(list: readonly T[]): T | readonly T[] => (list.length === 1 ? list[0]! : list);

/** The version whose layout this is. */
const KERAS = '3.0.0';
/** `2026-11-30@13:11:22` */
const dateSaved = (now: Date): string => now.toISOString().slice(0, 19).replace('T', '@');

interface Mutable {
  [name: string]: Mutable | WeightArray;
}

function put(tree: Mutable, path: string, array: WeightArray): void {
  const parts = path.split('/');
  const last = parts.pop()!;
  let at = tree;
  for (const part of parts) {
    at[part] ??= {};
    at = at[part] as Mutable;
  }
  at[last] = array;
}

/** Numbers as nested lists of their shape. */
function nested(data: Float32Array, [first, ...rest]: readonly number[]): unknown {
  if (first === undefined) return data[0];
  const width = data.length / first;
  return Array.from({ length: first }, (_, i) => nested(data.subarray(i * width, (i + 1) * width), rest));
}
