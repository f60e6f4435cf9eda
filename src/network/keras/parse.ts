import * as z from 'zod';
import { TensorwireError } from '../../errors';
import type { OwnMetadata } from './format';

/** A `model.json` of any writer, checked and in one form: layers with the places that their calls read from. */
export interface ReadModel {
  readonly layers: readonly ReadLayer[];
  /** places */
  readonly outputs: readonly string[];
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly own?: OwnMetadata;
}
export interface ReadLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: readonly ReadCall[];
}

/** One call of a layer. */
export interface ReadCall {
  /** the places of its inputs, `dense:0` (layer and index of its call) */
  readonly inputs: readonly string[];
  /** what else it is given */
  readonly given: Readonly<Record<string, unknown>>;
}

const layer = z.object({
  name: z.string().optional(),
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
});
const tensor = z.tuple([z.string(), z.number(), z.number()]);
const modelConfig = z.object({
  class_name: z.string(),
  config: z.union([
    z.array(layer),
    z.object({ layers: z.array(layer), output_layers: z.union([tensor, z.array(tensor)]).optional() }),
  ]),
});
const shape = z.array(z.number().int().nonnegative());
const own = z.object({
  layers: z.record(
    z.string(),
    z.object({
      id: z.string(),
      label: z.string(),
      columns: z.array(z.string()).optional(),
      encoding: z.literal('index').optional(),
    }),
  ),
  outputs: z.array(
    z.object({
      target: z.array(z.string()).optional(),
      task: z.enum(['classification', 'binary', 'multi-label', 'regression']).optional(),
      loss: z.string().optional(),
      metrics: z.array(z.string()).optional(),
    }),
  ),
});
const modelJson = z.object({
  modelTopology: z.union([z.object({ model_config: modelConfig }), modelConfig]),
  weightsManifest: z
    .array(
      z.object({
        weights: z.array(
          z.object({ name: z.string(), shape, dtype: z.literal('float32'), quantization: z.undefined().optional() }),
        ),
      }),
    )
    .default([]),
  userDefinedMetadata: z.object({ tensorwire: own.optional() }).optional(),
});

export function readModelJson(json: unknown): ReadModel {
  const { success, data, error } = modelJson.safeParse(json);
  if (!success)
    throw new TensorwireError(
      'model.json',
      `is not a layers model of TensorFlow.js: ${z.prettifyError(error).replaceAll('\n', ' ')}`,
      { issues: error.issues },
    );
  const topology = 'model_config' in data.modelTopology ? data.modelTopology.model_config : data.modelTopology;
  const weights = data.weightsManifest.flatMap(group => group.weights);
  const { config } = topology;
  if (!/^(Functional|Model|Sequential)$/.test(topology.class_name))
    throw new TensorwireError(
      'model.json',
      `must be a Functional or Sequential model, received ${topology.class_name}`,
    );
  const layers = Array.isArray(config) ? config : config.layers;
  if (topology.class_name === 'Sequential') {
    const chain = sequential(layers);
    return { layers: chain, outputs: [`${chain.at(-1)?.name}:0`], weights };
  }
  const outputs = Array.isArray(config) ? [] : (config.output_layers ?? []);
  return {
    layers: layers.map(functional),
    outputs: (isTensor(outputs) ? [outputs] : outputs).map(([name, call]) => `${name}:${call}`),
    weights,
    own: data.userDefinedMetadata?.tensorwire,
  };
}

type Layer = z.infer<typeof layer>;
type Tensor = z.infer<typeof tensor>;

const isTensor = (outputs: Tensor | readonly Tensor[]): outputs is Tensor => typeof outputs[0] === 'string';
const nameOf = ({ name, config }: Layer): string => name ?? String(config.name);

function functional(layer: Layer): ReadLayer {
  const nodes = layer.inbound_nodes ?? [];
  const calls = nodes.length === 0 ? [called([])] : nodes.map(node => callIn(node, nameOf(layer)));
  return { name: nameOf(layer), className: layer.class_name, config: layer.config, calls };
}

const called = (inputs: readonly string[], given: Readonly<Record<string, unknown>> = {}): ReadCall => ({
  inputs,
  given,
});

/**
 * One call: `[["dense", 0, 0, {}]]` (Keras 2, TensorFlow.js), or tensors anywhere in `{ args }` and under their names in
 * `{ kwargs }` (Keras 3).
 */
function callIn(node: unknown, name: string): ReadCall {
  const legacy = z.array(z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown())).safeParse(node);
  if (legacy.success)
    return called(
      legacy.data.map(([from, call]) => `${from}:${call}`),
      Object.assign({}, ...legacy.data.map(([, , , given]) => given)),
    );
  const places: string[] = [];
  const search = (value: unknown): void => {
    const found = kerasTensor.safeParse(value);
    if (found.success) places.push(found.data.config.keras_history.slice(0, 2).join(':'));
    else if (Array.isArray(value)) value.forEach(search);
  };
  const { args, kwargs } = (node ?? {}) as { args?: unknown; kwargs?: Readonly<Record<string, unknown>> };
  const { query, value, key, ...given } = kwargs ?? {};
  search([args, query, value, key]);
  if (places.length === 0) throw new TensorwireError(name, 'inbound_nodes has a call without inputs');
  return called(places, given);
}
const kerasTensor = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: tensor }),
});

/** A chain; where it has no InputLayer, its first layer says the shape of the batch. */
function sequential(layers: readonly Layer[]): ReadLayer[] {
  const [first] = layers;
  if (first === undefined) throw new TensorwireError('model.json', 'has no layers');
  const input: Layer = {
    class_name: 'InputLayer',
    config: { name: `${nameOf(first)}_input`, batch_input_shape: first.config.batch_input_shape },
  };
  const chain = first.class_name === 'InputLayer' ? layers : [input, ...layers];
  return chain.map((layer, i) => ({
    name: nameOf(layer),
    className: layer.class_name,
    config: layer.config,
    calls: [called(i === 0 ? [] : [`${nameOf(chain[i - 1]!)}:0`])],
  }));
}
