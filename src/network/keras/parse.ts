import * as z from 'zod';
import { about, Problem, TensorwireError } from '../../errors';
import type { OwnMetadata } from './format';
import { inlined, type Topology } from './inline';
import { withoutMasks } from './masks';
import { exportedName, storesOf } from './stores';
import { checkVersion, withFormerDefaults } from './versions';

/**
 * A `model.json` of any program, checked and in one form: layers with the places that their calls read. A place is the
 * result of a call.
 */
export interface ReadModel {
  readonly layers: readonly ReadLayer[];
  /** places */
  readonly outputs: readonly string[];
  readonly weights: readonly BinEntry[];
  readonly own?: OwnMetadata;
}
/** An array of a `weights.bin`. */
export type BinEntry = z.infer<typeof binEntry>;
export interface ReadLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: readonly ReadCall[];
  /** weights among its arguments; one number may stand for all */
  readonly fixed?: Readonly<Record<string, readonly number[]>>;
  /** a nested model */
  readonly inner?: Topology;
  /** its names in the file from the outside in, if it was in a nested model */
  readonly path?: readonly string[];
  /** where Keras 3 puts its weights in the file of all weights, `layers/dense_1` */
  readonly store?: string;
}

/** One call of a layer. */
export interface ReadCall {
  /** the places of its inputs, `dense:0` (layer and index of its call) */
  readonly inputs: readonly string[];
  /** its other arguments */
  readonly given: Readonly<Record<string, unknown>>;
  /** places of masks among its arguments */
  readonly masks: readonly string[];
  /** numbers among the arguments of an op */
  readonly numbers: readonly number[];
}

const layer = z.object({
  name: z.string().optional(),
  class_name: z.string(),
  module: z.string().nullish(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
});
const tensor = z.tuple([z.string(), z.number(), z.number()]);
const places = z.union([tensor, z.array(tensor), z.record(z.string(), tensor)]);
const modelConfig = z.object({
  class_name: z.string(),
  config: z.union([
    z.array(layer),
    z.object({ layers: z.array(layer), input_layers: places.optional(), output_layers: places.optional() }),
  ]),
});
type ModelConfig = z.infer<typeof modelConfig>;
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
      members: z.literal(true).optional(),
    }),
  ),
});
const binEntry = z.object({
  name: z.string(),
  shape,
  dtype: z.enum(['float32', 'int32', 'bool']),
  /** whole numbers q of fewer bits that stand for q·scale + min, or half precision */
  quantization: z
    .union([
      z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
      z.object({ dtype: z.literal('float16') }),
    ])
    .optional(),
});
const modelJson = z.object({
  modelTopology: z.union([z.object({ keras_version: z.string().optional(), model_config: modelConfig }), modelConfig]),
  weightsManifest: z
    .array(
      z.object({
        weights: z.array(binEntry),
      }),
    )
    .default([]),
  userDefinedMetadata: z.object({ tensorwire: own.optional() }).optional(),
});

export function readModelJson(json: unknown, file = 'model.json'): ReadModel {
  const { success, data, error } = modelJson.safeParse(json);
  if (!success) {
    const issues = error.issues.slice(0, 3).map(({ path, message }) => ({ path: path.slice(0, 12), message }));
    const why = issues.map(({ path, message }) => shortened(`${path.join('.')}: ${message}`)).join('; ');
    throw new TensorwireError(
      file,
      file === 'model.json' ? `is not a layers model of TensorFlow.js: ${why}` : `is not a model of Keras: ${why}`,
      { issues },
    );
  }
  const whole = 'model_config' in data.modelTopology ? data.modelTopology : { model_config: data.modelTopology };
  const weights = data.weightsManifest.flatMap(group => group.weights);
  const { layers, outputs } = about(file, () => withoutMasks(inlined(topologyOf(whole.model_config))));
  const version = 'keras_version' in whole ? whole.keras_version : undefined;
  checkVersion(layers, version);
  return { layers: withFormerDefaults(layers, version), outputs, weights, own: data.userDefinedMetadata?.tensorwire };
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

const MODEL = /^(Functional|Model|Sequential)$/;

/** `store`: where its weights are, with a slash at the end. */
function topologyOf({ class_name: className, config }: ModelConfig, store = ''): Topology {
  if (!MODEL.test(className))
    throw new Problem(
      `must be a Functional or Sequential model, received ${className}, whose class is Python code that the file does not have. Make it of layers in Keras, and save it again`,
    );
  const layers = Array.isArray(config) ? config : config.layers;
  const stores = storesOf(layers, store);
  if (className === 'Sequential') {
    const chain = sequential(layers, stores);
    return { layers: chain, inputs: [chain[0]!.name], outputs: [`${chain.at(-1)!.name}:0`] };
  }
  const { input_layers: inputs = [], output_layers: outputs = [] } = Array.isArray(config) ? {} : config;
  return {
    layers: layers.map((layer, i) => functional(layer, stores[i]!)),
    inputs: listOf(inputs).map(([name]) => name),
    outputs: listOf(outputs).map(([name, call]) => `${name}:${call}`),
  };
}

type Layer = z.infer<typeof layer>;
type Tensor = z.infer<typeof tensor>;

function listOf(tensors: z.infer<typeof places>): readonly Tensor[] {
  if (!Array.isArray(tensors)) return Object.values(tensors);
  return typeof tensors[0] === 'string' ? [tensors as Tensor] : (tensors as Tensor[]);
}
const nameOf = ({ name, config }: Layer): string => name ?? String(config.name);

function functional(layer: Layer, store: string): ReadLayer {
  const nodes = layer.inbound_nodes ?? [];
  const calls = nodes.length === 0 ? [called([])] : nodes.map(node => callIn(node, nameOf(layer)));
  return readLayer(layer, calls, store);
}

function readLayer(layer: Layer, calls: readonly ReadCall[], store: string): ReadLayer {
  const { config } = layer;
  const className = exportedName(layer.class_name);
  const name = nameOf(layer);
  const model = MODEL.test(className) ? modelConfig.safeParse(layer) : null;
  if (model && !model.success) throw new TensorwireError(name, 'is a model without layers');
  const inner = model && about(name, () => topologyOf(model.data, `${store}/`));
  return { name, className, config, calls, store, ...(inner && { inner }) };
}

const called = (inputs: readonly string[], more: Partial<ReadCall> = {}): ReadCall => ({
  ...{ inputs, given: {}, masks: [], numbers: [] },
  ...more,
});

/**
 * One call: `[["dense", 0, 0, {}]]` (Keras 2, TensorFlow.js), or tensors anywhere in `{ args }` and `{ kwargs }` (Keras
 * 3).
 */
function callIn(node: unknown, name: string): ReadCall {
  const legacy = z.array(z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown())).safeParse(node);
  if (legacy.success)
    return called(
      legacy.data.map(([from, call]) => `${from}:${call}`),
      { given: Object.assign({}, ...legacy.data.map(([, , , given]) => given)) },
    );
  const { args, kwargs } = (node ?? {}) as { args?: unknown; kwargs?: Readonly<Record<string, unknown>> };
  const { query, value, key, mask, ...given } = kwargs ?? {};
  const { places, numbers } = tensorsIn([args, query, value, key]);
  if (places.length === 0) throw new TensorwireError(name, 'inbound_nodes has a call without inputs');
  const isTrue = Array.isArray(args) && args.includes(true) && { 'a positional argument': true };
  return called(places, { given: { ...given, ...isTrue }, masks: tensorsIn(mask).places, numbers });
}

/** The tensors anywhere in the arguments of a call, as places, and the numbers among them. */
function tensorsIn(given: unknown): { readonly places: string[]; readonly numbers: number[] } {
  const [places, numbers]: [string[], number[]] = [[], []];
  const search = (value: unknown): void => {
    const found = kerasTensor.safeParse(value);
    if (found.success) places.push(found.data.config.keras_history.slice(0, 2).join(':'));
    else if (typeof value === 'number') numbers.push(value);
    else if (Array.isArray(value)) value.forEach(search);
  };
  search(given);
  return { places, numbers };
}
const kerasTensor = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: tensor }),
});

/** A chain; without an InputLayer, its first layer has the shape of the batch. */
function sequential(layers: readonly Layer[], stores: readonly string[]): ReadLayer[] {
  const [first] = layers;
  if (first === undefined) throw new Problem('has no layers');
  const input: Layer = {
    class_name: 'InputLayer',
    config: { name: `${nameOf(first)}_input`, batch_input_shape: first.config.batch_input_shape },
  };
  const begins = first.class_name === 'InputLayer';
  const chain = begins ? layers : [input, ...layers];
  const at = begins ? stores : ['', ...stores];
  return chain.map((layer, i) => readLayer(layer, [called(i === 0 ? [] : [`${nameOf(chain[i - 1]!)}:0`])], at[i]!));
}
