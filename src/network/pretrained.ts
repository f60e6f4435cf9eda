import { inputShape } from '../data';
import { Problem, TensorwireError } from '../errors';
import { elements } from '../shape';
import type { CallSpec, InputLayer, LayerSpec, NetworkSpec, Pipeline, Pretrained } from '../spec';
import { callIdOf, checkInputs } from './assemble';
import { appendCall } from './body';
import { describeNetwork } from './describe';
import { incrementalOf, specOf } from './incremental';
import { freeLabel } from './labels';
import { entryOf, isInput } from './layer';
import { leadingTo } from './leading-to';

/** Layers of a stored model as layers of another network: transfer learning. */

/** A stored model, or the first part of it: one input, one end. */
export interface PretrainedPart {
  /** with one input and one head */
  readonly network: NetworkSpec;
  readonly from: Omit<Pretrained, 'layer'>;
}

/** How the layers of a node are trained. */
export interface Transfer {
  readonly trainable: boolean;
  /** they compute in trainings what they do in predictions */
  readonly inferenceMode: boolean;
  readonly learningRateMultiplier: number;
}

/**
 * The layers of a model from its input up to `until`, a label; '': all but the last layer (`include_top=False` of
 * keras.applications). `name`: how errors call the model. Throws a Problem.
 */
export function pretrainedPart(
  network: NetworkSpec,
  until: string,
  { name, ...from }: PretrainedPart['from'] & { readonly name: string },
): PretrainedPart {
  const end = endOf(network, until, name);
  const part = leadingTo({ ...network, heads: [end], outputs: [] }, [end]);
  const inputs = part.layers.filter(isInput);
  if (inputs.length !== 1)
    throw new Problem(
      `${name} has ${inputs.length} inputs up to here (${inputs.map(({ label }) => label).join(', ')}), and a wire brings one. Name a layer that only one of them reaches, or use a model with one input`,
      { argument: 'layer', received: inputs.length },
    );
  if (part.calls.length === 1)
    throw new Problem(
      `layer must be a layer after the input, received "${until || inputs[0]!.label}": ${name} has ${namesOf(network)}`,
      { argument: 'layer' },
    );
  return { network: part, from };
}

/** The call that the part ends with. */
function endOf(network: NetworkSpec, until: string, name: string): string {
  if (until === '') {
    const ends = network.outputs.length > 0 ? network.outputs.map(({ call }) => call) : network.heads;
    const last = network.calls.find(({ id }) => id === ends[0])!;
    if (ends.length === 1 && last.inputs.length === 1) return last.inputs[0]!;
    throw new Problem(
      ends.length === 1
        ? `layer must be named: the last layer of ${name} joins ${last.inputs.length} branches. It has ${namesOf(network)}`
        : `layer must be named: ${name} has ${ends.length} outputs. It has ${namesOf(network)}`,
      { argument: 'layer' },
    );
  }
  const named = network.layers.filter(({ label }) => label === until);
  const calls = network.calls.filter(({ layer }) => named.some(({ id }) => id === layer));
  if (calls.length === 1) return calls[0]!.id;
  throw new Problem(
    calls.length === 0
      ? `layer must be a layer of ${name} (${namesOf(network)}), received "${until}"`
      : `layer must be a layer that is called once: ${name} calls "${until}" ${calls.length} times`,
    { argument: 'layer', received: until },
  );
}

const MOST_NAMES = 30;

function namesOf({ layers }: NetworkSpec): string {
  const labels = [...new Set(layers.filter(layer => !isInput(layer)).map(({ label }) => label))];
  return labels.length > MOST_NAMES ? `${labels.slice(0, MOST_NAMES).join(', ')}, …` : labels.join(', ');
}

/** The input at the head of a network; null: a layer is there. */
export function inputAtHead({ layers, calls, heads }: NetworkSpec): InputLayer | null {
  const at = calls.find(({ id }) => id === heads[0])?.layer;
  return heads.length === 1 ? (layers.filter(isInput).find(({ id }) => id === at) ?? null) : null;
}

/** The network with an input of so many numbers. One that arranges them in another way stays as it is. */
export function withInputWidth(spec: NetworkSpec, { id, args }: InputLayer, shape: readonly number[]): NetworkSpec {
  if (args.shape?.length !== 1 || shape.length !== 1 || args.shape[0] === shape[0]) return spec;
  return {
    ...spec,
    layers: spec.layers.map(layer => (layer.id === id ? { ...layer, args: { ...args, shape } } : layer)),
  };
}

/**
 * Do inputs before pretrained layers have another width than the dataset gives its columns (`withInputWidth`)? Then only
 * the training, which has the columns of their model, can complete the network.
 */
export const hasOtherWidths = ({ layers }: NetworkSpec, dataset: Pipeline): boolean =>
  layers.some(({ pretrained }) => pretrained) &&
  layers.filter(isInput).some(({ args: { shape, columns, encoding } }) => {
    const width = elements(inputShape(dataset, columns, encoding));
    return shape !== null && elements(shape) !== width;
  });

/**
 * The network with the layers of a part after its head. Their ids begin with that of the node. The weights of a part belong to
 * inputs of one shape, as far as they depend on it: throws a TensorwireError with the node's label if another one comes.
 */
export function appendPretrained(
  spec: NetworkSpec,
  node: { readonly id: string; readonly label: string },
  { network, from }: PretrainedPart,
  { trainable, inferenceMode, learningRateMultiplier }: Transfer,
): NetworkSpec {
  const { body: before, path } = incrementalOf(spec);
  const { heads, outputs, recipe } = spec;
  const [input, ...rest] = network.calls as [CallSpec, ...CallSpec[]];
  const places = new Map(network.layers.map((layer, i) => [layer.id, { layer, id: `${node.id}-${i}` }]));
  const asLayer = { ...node, className: 'Activation', args: {} }; // takes one input, as the part does
  checkInputs(asLayer, entryOf(asLayer), heads);
  const calls = new Map([[input.id, heads[0]!]]);
  let body = before;
  for (const call of rest) {
    const { id, layer } = places.get(call.layer)!;
    const own: LayerSpec = body.layers.get(id)?.spec ?? {
      ...{ id, className: layer.className, label: freeLabel(body.labels, layer.label), args: layer.args },
      ...(!trainable && { trainable: false as const }),
      ...((!trainable || inferenceMode) && { training: false as const }),
      ...(trainable && learningRateMultiplier !== 1 && { learningRateMultiplier }),
      pretrained: { ...from, layer: layer.id },
    };
    const inputs = call.inputs.map(one => calls.get(one)!);
    const made = { id: callIdOf(id, inputs), layer: id, inputs };
    body = appendCall(body, own, made);
    calls.set(call.id, made.id);
  }
  const head = calls.get(rest.at(-1)!.id)!;
  const next = specOf(body, { heads: [head], outputs, recipe }, { id: node.id, before: path });
  checkShapes(node, network, next, new Map([...places].map(([own, { id }]) => [own, id])), spec.heads[0]!);
  return next;
}

/** Compares the weights that the layers have here with those that they have there. */
function checkShapes(
  { id, label }: { readonly id: string; readonly label: string },
  there: NetworkSpec,
  here: NetworkSpec,
  ids: ReadonlyMap<string, string>,
  head: string,
): void {
  const [own, other] = [describeNetwork(there), describeNetwork(here)];
  for (const layer of there.layers) {
    if (isInput(layer)) continue;
    const [trained, found] = [own.layers[layer.id]!.weights, other.layers[ids.get(layer.id)!]?.weights];
    for (const [name, { shape }] of Object.entries(trained ?? {})) {
      if (!found || String(found[name]?.shape) === String(shape)) continue;
      const row = (shape: readonly unknown[] | null): string => (shape ?? ['?', '?']).slice(1).join('×') || '1';
      const took = own.calls[there.calls[0]!.id]!.shape;
      throw new TensorwireError(
        label,
        `the weights of "${layer.label}" belong to an input of ${row(took)}, received ${row(other.calls[head]!.shape)}. Set the shape in the input node, or choose a model with such an input`,
        { layer: id, expected: took, received: other.calls[head]!.shape },
      );
    }
  }
}
