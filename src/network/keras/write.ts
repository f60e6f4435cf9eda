import { TensorwireError } from '../../errors';
import type { CallSpec, InputLayer, LayerSpec, NetworkSpec } from '../../spec';
import type { WeightArray } from '../../values/model';
import { version } from '../../version';
import { describeNetwork } from '../describe';
import { endCalls, neededCalls } from '../forward';
import { entryOf, isInput } from '../layer';
import { uniqueNames } from '../names';

import { weightName, wrapped } from './bidirectional';
import { type InboundNode, type LayerConfig, type ModelJson, type OwnMetadata, toSnake } from './format';
import { asSaved } from './saved-as';
import { callConfig } from './several-inputs';

/** The position of a weight in `weights.bin`, by its key in the network, `layerId/weight`. */
export interface WeightPlace {
  readonly key: string;
  readonly shape: readonly number[];
}

/**
 * The network for TensorFlow.js and Keras: `model.json` (functional, whatever the shape of the network) and the parts of
 * `weights.bin`, float32, in the order of the layers, and within each layer in Keras's order (`order`). Input shapes
 * must be known.
 */
export function toKerasJson(
  spec: NetworkSpec,
  weights: Readonly<Record<string, WeightArray>>,
): { modelJson: ModelJson; weightParts: readonly Uint8Array[]; order: readonly WeightPlace[] } {
  const names = uniqueNames(spec);
  const calls = neededCalls(spec);
  const used = new Set(calls.map(call => call.layer));
  const { layers: described, calls: shapes } = describeNetwork(spec);
  const layers = spec.layers.filter(layer => used.has(layer.id)).map(layer => asSaved(spec, layer));
  const places = placesOf(calls, names);
  const inboundOf = (layer: LayerSpec): InboundNode[] =>
    calls
      .filter(call => call.layer === layer.id)
      .map(({ inputs }) =>
        entryOf(layer).inputs === 'oneOrMany'
          ? callConfig(
              layer,
              inputs.map(id => [[...places[id]!, 0], shapes[id]!]),
            )
          : inputs.map(id => [...places[id]!, 0, {}] as const),
      );
  const configs = new Map(layers.map(layer => [layer, layerConfig(layer, names[layer.id]!, inboundOf(layer))]));
  const arrays = layers.flatMap(layer =>
    Object.entries(described[layer.id]?.weights ?? {}).map(([weight, { shape }]) => ({
      key: `${layer.id}/${weight}`,
      name: weightName(configs.get(layer)!, entryOf(layer).savedWeights?.[weight] ?? weight),
      shape,
      data: dataOf(layer, weight, shape, weights),
    })),
  );
  const ends = endCalls(spec);
  return {
    modelJson: {
      format: 'layers-model',
      generatedBy: `tensorwire ${version}`,
      convertedBy: null,
      modelTopology: {
        keras_version: '3.0.0',
        backend: 'tensorflow',
        model_config: {
          class_name: 'Functional',
          module: 'keras.src.models.functional',
          config: {
            name: 'network',
            layers: [...configs.values()],
            input_layers: layers.filter(isInput).map(layer => [names[layer.id]!, 0, 0]),
            output_layers: ends.map(id => [...places[id]!, 0]),
          },
        },
      },
      weightsManifest: [
        { paths: ['weights.bin'], weights: arrays.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
      ],
      userDefinedMetadata: { tensorwire: ownMetadata(spec, layers, names) },
    },
    order: arrays.map(({ key, shape }) => ({ key, shape })),
    weightParts: arrays.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  };
}

/** Where Keras finds the result of each call: its layer, and the number of the call. */
function placesOf(calls: readonly CallSpec[], names: Readonly<Record<string, string>>) {
  const counts = new Map<string, number>();
  const places = calls.map(({ id, layer }) => {
    const count = counts.get(layer) ?? 0;
    counts.set(layer, count + 1);
    return [id, [names[layer]!, count] as const] as const;
  });
  return Object.fromEntries(places);
}

function layerConfig(layer: LayerSpec, name: string, inbound: readonly InboundNode[]): LayerConfig {
  return wrapped({
    name,
    class_name: layer.className,
    ...(entryOf(layer).inputs === 'oneOrMany' && { module: 'keras.layers' }),
    config: {
      name,
      ...(layer.trainable === false && { trainable: false }),
      ...(isInput(layer) ? inputConfig(layer) : argumentsConfig(layer)),
    },
    inbound_nodes: isInput(layer) ? [] : inbound,
  });
}

function inputConfig(layer: InputLayer): Record<string, unknown> {
  const { shape, dtype } = layer.args;
  if (shape === null) throw new TensorwireError(layer.label, 'its shape is not known', { layer: layer.id });
  return { batch_input_shape: [null, ...shape], dtype, sparse: false };
}

function argumentsConfig(layer: LayerSpec): Record<string, unknown> {
  const pairs = Object.entries(entryOf(layer).arguments).flatMap(([name, argument]) => {
    const value = layer.args[name];
    if (argument.keras?.ofCall) return [];
    return [[argument.keras?.name ?? toSnake(name), argument.keras ? argument.keras.to(value) : value]];
  });
  return { dtype: 'float32', ...Object.fromEntries(pairs) };
}

function dataOf(
  layer: LayerSpec,
  weight: string,
  shape: readonly number[],
  weights: Readonly<Record<string, WeightArray>>,
): Float32Array {
  const found = weights[`${layer.id}/${weight}`];
  if (found?.shape.join() === shape.join()) return found.data;
  const came = found ? `[${found.shape.join(', ')}]` : 'nothing';
  throw new TensorwireError(layer.label, `${weight} must have the shape [${shape.join(', ')}], received ${came}`, {
    layer: layer.id,
    expected: shape,
    received: found?.shape,
  });
}

const ownMetadata = (
  spec: NetworkSpec,
  layers: readonly LayerSpec[],
  names: Readonly<Record<string, string>>,
): OwnMetadata => ({
  layers: Object.fromEntries(
    layers.map(({ id, label, args }) => [
      names[id]!,
      {
        id,
        label,
        ...(Array.isArray(args.columns) && { columns: args.columns as readonly string[] }),
        ...(args.encoding === 'index' && { encoding: 'index' }),
      },
    ]),
  ),
  outputs: spec.outputs.map(({ call: _, append: __, ...output }) => output),
});
