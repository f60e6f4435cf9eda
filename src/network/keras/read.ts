import { layers as catalogue } from '../../catalogue';
import { show, TensorwireError } from '../../errors';
import { elements } from '../../shape';
import type { NetworkSpec } from '../../spec';
import type { WeightArray } from '../../values/model';
import { share } from '../../values/value';
import { addOutput, appendLayer, emptyNetwork } from '../assemble';
import { describeNetwork } from '../describe';
import { neededCalls } from '../forward';

import { findName, unwrapped } from './bidirectional';
import { toSnake } from './format';
import { checkGiven } from './masks';
import { withMoments } from './moments';
import { type ReadLayer, readModelJson } from './parse';
import { fewestInputs } from './several-inputs';
import { eachStep } from './time-distributed';

/**
 * The network and weights of a `model.json` and its `weights.bin` (several files: concatenated). Reads what we wrote,
 * and what Keras or TensorFlow.js saved in the layers format, Sequential or Functional, with layers of the catalogue.
 * Weights have their keys, `layerId/weight`; layer ids are Keras's names if the file has no others. Throws a
 * TensorwireError that names the layer or the field.
 */
export function fromKerasJson(
  modelJson: unknown,
  weightsBin: Uint8Array,
): { network: NetworkSpec; weights: Record<string, WeightArray> } {
  const file = readModelJson(modelJson);
  const model = { ...file, layers: file.layers.map(layer => withMoments(unwrapped(eachStep(layer)))) };
  const own = model.own;
  const ownOf = (name: string) => (own && Object.hasOwn(own.layers, name) ? own.layers[name] : undefined);
  const idOf = (name: string): string => ownOf(name)?.id ?? name;
  const results = new Map<string, string>();
  let network = emptyNetwork();
  // Keras lists layers in any order: each call is made as soon as its inputs exist.
  const waiting = model.layers.flatMap(layer =>
    layer.calls.map(({ inputs }, i) => ({
      layer,
      inputs: fewestInputs(layer.className, inputs),
      place: `${layer.name}:${i}`,
    })),
  );
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ inputs }) => inputs.every(input => results.has(input)));
    if (ready < 0)
      throw new TensorwireError(
        waiting[0]!.layer.name,
        `its inputs are not in the file: ${waiting[0]!.inputs.join(', ')}`,
      );
    const [{ layer, inputs, place }] = waiting.splice(ready, 1) as [(typeof waiting)[number]];
    const { name, className } = layer;
    const { label = name, columns, encoding } = ownOf(name) ?? {};
    const args = { ...argumentsOf(layer), ...(columns && { columns }), ...(encoding && { encoding }) };
    network = appendLayer(
      network,
      { id: idOf(name), className, label, args, ...(layer.config.trainable === false && { trainable: false }) },
      inputs.map(input => results.get(input)!),
    );
    results.set(place, network.heads.at(-1)!);
  }
  model.outputs.forEach((place, i) => {
    const call = results.get(place);
    if (call === undefined) throw new TensorwireError('model.json', `output_layers names ${place}, which is not there`);
    network = addOutput(network, { ...own?.outputs[i], call });
  });
  network = { ...network, heads: network.outputs.map(output => output.call) };
  return { network, weights: readWeights(network, model.layers, idOf, model.weights, weightsBin) };
}

/** Fields that Keras writes beside the arguments, and that change nothing as long as they have this value. */
const IGNORED = new Set(
  'name trainable dtype seed batch_input_shape input_shape input_length renorm_momentum'.split(' ').concat(
    // how a recurrent layer is computed, and how it treats masks
    'implementation unroll use_cudnn zero_output_for_mask'.split(' '),
  ),
);
const WITHOUT_EFFECT: Readonly<Record<string, unknown>> = {
  data_format: 'channels_last',
  mask_zero: false,
  synchronized: false,
  renorm: false,
  rms_scaling: false,
  return_state: false,
  stateful: false,
  time_major: false,
  use_gate: false,
  return_attention_scores: false,
};

function argumentsOf(layer: ReadLayer): Record<string, unknown> {
  const { name, className, config: own, calls } = layer;
  const entry = Object.hasOwn(catalogue, className) ? catalogue[className]! : undefined;
  if (entry === undefined)
    throw new TensorwireError(
      name,
      `is a ${className}, which is none of the layers here: ${Object.keys(catalogue).join(', ')}`,
      {
        argument: 'class_name',
        received: className,
      },
    );
  if (className === 'InputLayer') return inputArguments(name, own);
  const ofCall = Object.entries(entry.arguments).flatMap(([argument, { keras }]) =>
    keras?.ofCall ? [toSnake(argument)] : [],
  );
  checkGiven(layer, [...ofCall, ...Object.keys(WITHOUT_EFFECT)]);
  const config = ofCall.length > 0 ? { ...own, ...given(name, calls) } : own;
  const args: Record<string, unknown> = {};
  for (const [argument, { keras }] of Object.entries(entry.arguments)) {
    const value = config[toSnake(argument)] ?? (keras?.name && config[keras.name]);
    if (value !== undefined) args[argument] = keras ? keras.from(value) : value;
  }
  const names = Object.entries(entry.arguments).flatMap(([argument, { keras }]) => [toSnake(argument), keras?.name]);
  const known = new Set(names);
  for (const [key, value] of Object.entries(config))
    if (!known.has(key) && !IGNORED.has(key) && value !== null && value !== undefined && WITHOUT_EFFECT[key] !== value)
      throw new TensorwireError(name, `has ${key} ${show(value)}, which ${className} does not have here`, {
        argument: key,
        received: value,
      });
  return args;
}

/** The arguments that all calls of a layer have in common. */
function given(name: string, calls: ReadLayer['calls']): Readonly<Record<string, unknown>> {
  const [first, ...others] = calls.map(call => JSON.stringify(call.given));
  if (others.some(other => other !== first))
    throw new TensorwireError(name, `is called with ${first} and with ${others.find(other => other !== first)}`);
  return calls[0]?.given ?? {};
}

function inputArguments(name: string, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shape = config.batch_input_shape ?? config.batch_shape;
  if (!Array.isArray(shape) || shape.slice(1).some(d => typeof d !== 'number'))
    throw new TensorwireError(name, `batch_shape must give every size but the batch, received ${show(shape)}`, {
      argument: 'batch_shape',
    });
  return { shape: shape.slice(1), dtype: config.dtype ?? 'float32' };
}

function readWeights(
  network: NetworkSpec,
  layers: readonly ReadLayer[],
  idOf: (name: string) => string,
  manifest: readonly { name: string; shape: readonly number[] }[],
  bin: Uint8Array,
): Record<string, WeightArray> {
  const arrays = new Map<string, WeightArray>();
  let at = 0;
  for (const { name, shape } of manifest) {
    const data = new Float32Array(elements(shape));
    if (at + data.byteLength > bin.length)
      throw new TensorwireError('weights.bin', `ends before ${name}: it has ${bin.length} bytes`, { weight: name });
    new Uint8Array(data.buffer).set(bin.subarray(at, at + data.byteLength));
    arrays.set(name, { shape, data: share(data) });
    at += data.byteLength;
  }
  if (at !== bin.length)
    throw new TensorwireError(
      'weights.bin',
      `must have the ${at} bytes of its list of weights, received ${bin.length}`,
    );
  const needed = new Set(neededCalls(network).map(call => call.layer));
  const { layers: described } = describeNetwork(network);
  const weights: Record<string, WeightArray> = {};
  for (const { name, className, fixed, path = [name] } of layers.filter(layer => needed.has(idOf(layer.name))))
    for (const [weight, { shape }] of Object.entries(described[idOf(name)]!.weights ?? {})) {
      const names = [catalogue[className]!.savedWeights?.[weight] ?? weight, weight];
      const found = fixed?.[weight]
        ? filled(fixed[weight], shape)
        : names.flatMap(one => arrays.get(findName(arrays.keys(), path, one) ?? '') ?? [])[0];
      if (found?.shape.join() !== shape.join())
        throw new TensorwireError(
          name,
          `${weight} must have the shape [${shape.join(', ')}], received ${found ? `[${found.shape.join(', ')}]` : 'nothing'}`,
          { weight, expected: shape, received: found?.shape },
        );
      weights[`${idOf(name)}/${weight}`] = found;
    }
  return weights;
}

/** As many numbers as the shape has; one number stands for all. */
function filled(numbers: readonly number[], shape: readonly number[]): WeightArray {
  const count = elements(shape);
  const data = Float32Array.from(numbers.length === 1 ? Array<number>(count).fill(numbers[0]!) : numbers);
  return { shape: data.length === count ? shape : [data.length], data: share(data) };
}
