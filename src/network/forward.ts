import { initialValues, penalty } from '../catalogue/components';
import type { Mask, WeightSpec } from '../catalogue/entry';
import { TensorwireError } from '../errors';
import { input, inputName, random, randomKey, scoped, uniformSequence } from '../graph';
import type { GraphNode, Shape } from '../graph/types';
import type { CallSpec, Feeds, InputLayer, LayerSpec, NetworkSpec } from '../spec';
import type { WeightArray } from '../values/model';
import { share } from '../values/value';
import { describeNetwork } from './describe';
import { inference } from './describe-call';
import { entryOf, isInput, naming } from './layer';
import { uniqueNames } from './names';

/** Turns a network as data into a graph. */

export interface Forward {
  /** by input layer id; named by the layer's label */
  readonly inputs: Readonly<Record<string, GraphNode>>;
  /** one for each output; for each head if the network has no outputs yet */
  readonly outputs: readonly GraphNode[];
  /** the predictions of the members, for an output that is their mean; else the output itself */
  readonly members: readonly (readonly GraphNode[])[];
  /** the mask of each output, if it has one */
  readonly masks: readonly Mask[];
  readonly weights: readonly NetworkWeight[];
  /** new values of weights that are not trained (moving statistics), by key; only in training */
  readonly updates: readonly (readonly [key: string, value: GraphNode])[];
  /** scalars from regularizers, and from layers that add to the loss */
  readonly penalties: readonly GraphNode[];
}

export interface NetworkWeight {
  /** `layerId/weight`, `a1b2/kernel` */
  readonly key: string;
  readonly spec: WeightSpec;
  readonly node: GraphNode;
}

/** Values of weights, by key, as feeds of their nodes. */
export const weightFeeds = (weights: readonly NetworkWeight[], values: Readonly<Record<string, WeightArray>>): Feeds =>
  Object.fromEntries(
    weights.map(({ key, node }) => {
      const { data, shape } = values[key]!;
      return [inputName(node), { data, shape, dtype: 'float32' as const }];
    }),
  );

export interface ForwardOptions {
  readonly training: boolean;
  /** nodes that represent weights, by key; other weights become inputs named by their key */
  readonly weights?: Readonly<Record<string, GraphNode>>;
  /**
   * int32 scalar that differs from step to step: the start of this step's random numbers. Needed for training with
   * dropout.
   */
  readonly key?: GraphNode;
  /** how random numbers are drawn; default: `random` */
  readonly draw?: Draw;
}

/** Uniform numbers in [0, 1) of this shape, from an int32 scalar. */
export type Draw = (shape: Shape, key: GraphNode) => GraphNode;

/**
 * The forward pass of what the outputs need. Each layer's nodes are in the scope of its label. Throws a TensorwireError
 * that names the layer at fault, such as an input without a shape.
 */
export function buildForward(spec: NetworkSpec, options: ForwardOptions): Forward {
  const { layers: described } = describeNetwork(spec);
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const names = uniqueNames(spec);
  const calls = neededCalls(spec);
  const weights = new Map<string, NetworkWeight>();
  const inputs: Record<string, GraphNode> = {};
  const values = new Map<string, GraphNode>();
  const masks = new Map<string, Mask>();
  const updates = new Map<string, GraphNode>();
  const penalties: GraphNode[] = [];
  const salts = saltSequence();

  const weightsOf = (layer: LayerSpec): Record<string, GraphNode> =>
    Object.fromEntries(
      Object.entries(described[layer.id]!.weights ?? {}).map(([name, weight]) => {
        const key = `${layer.id}/${name}`;
        const node = weights.get(key)?.node ?? options.weights?.[key] ?? input(key, weight.shape);
        weights.set(key, { key, spec: layer.trainable === false ? frozen(weight) : weight, node });
        return [name, updates.get(key) ?? node]; // another call of the layer may have updated it already
      }),
    );

  for (const call of calls) {
    const layer = layers.get(call.layer)!;
    const entry = entryOf(layer);
    if (isInput(layer)) {
      inputs[layer.id] = inputNode(layer, names[layer.id]!);
      values.set(call.id, inputs[layer.id]!);
      continue;
    }
    const xs = call.inputs.map(id => values.get(id)!);
    const shared = {
      masks: call.inputs.map(id => masks.get(id) ?? null),
      penalty: (value: GraphNode) => void penalties.push(value),
    };
    // As in Keras, a BatchNormalization that is not trainable uses its moving statistics.
    const isFrozen = layer.trainable === false && layer.className === 'BatchNormalization';
    const moves = options.training && layer.training !== false && !isFrozen;
    const context = !moves
      ? { ...inference, ...shared }
      : {
          ...shared,
          training: true,
          random: (shape: Shape) => (options.draw ?? random)(shape, randomKey(stepKey(options, layer), salts())),
          update: (name: string, value: GraphNode) => void updates.set(`${layer.id}/${name}`, value),
        };
    naming(layer.id, layer.label, () =>
      scoped(layer.label, () => {
        values.set(call.id, entry.call(layer.args, xs, weightsOf(layer), context));
        masks.set(call.id, entry.mask?.(layer.args, xs, shared.masks) ?? null);
      }),
    );
  }
  const all = [...weights.values()];
  return {
    inputs,
    outputs: endCalls(spec).map(id => values.get(id)!),
    members: endCalls(spec).map((id, i) =>
      spec.outputs[i]?.members
        ? calls.find(call => call.id === id)!.inputs.map(m => values.get(m)!)
        : [values.get(id)!],
    ),
    masks: endCalls(spec).map(id => masks.get(id) ?? null),
    weights: all,
    updates: [...updates],
    penalties: [
      ...all.flatMap(({ spec, node }) => (spec.regularizer ? [penalty(spec.regularizer, node)] : [])),
      ...penalties,
    ],
  };
}

/** A weight that is neither trained nor penalized. */
const frozen = ({ shape, initializer }: WeightSpec): WeightSpec => ({ shape, initializer, trainable: false });

/** The initial weights of a network whose input shapes are known, by key. The same seed gives the same weights. */
export function initialWeights(spec: NetworkSpec, seed: number): Record<string, WeightArray> {
  const uniform = uniformSequence(seed);
  const { weights } = buildForward(spec, { training: false });
  return Object.fromEntries(
    weights.map(({ key, spec: { shape, initializer } }) => [
      key,
      { shape, data: share(initialValues(initializer, shape, uniform)) },
    ]),
  );
}

/** The calls of its outputs, or its heads if it has none. */
export const endCalls = (spec: NetworkSpec): readonly string[] =>
  spec.outputs.length > 0 ? spec.outputs.map(output => output.call) : [...new Set(spec.heads)];

/** The calls that these need, in order. */
export function neededCalls(spec: NetworkSpec): readonly CallSpec[] {
  const needed = new Set(endCalls(spec));
  for (const call of spec.calls.toReversed()) if (needed.has(call.id)) for (const id of call.inputs) needed.add(id);
  return spec.calls.filter(call => needed.has(call.id));
}

function inputNode(layer: InputLayer, name: string): GraphNode {
  const { shape, dtype } = layer.args;
  if (shape === null)
    throw new TensorwireError(layer.label, 'its shape is not known: it comes from a dataset, or is set in the node', {
      argument: 'shape',
      layer: layer.id,
    });
  return input(name, ['N', ...shape], dtype);
}

function stepKey({ key }: ForwardOptions, layer: LayerSpec): GraphNode {
  if (key === undefined) throw new TensorwireError(layer.label, 'draws random numbers, which need the key of the step');
  return key;
}

/** A salt for each use of random numbers in the network, far apart from each other. */
function saltSequence(): () => number {
  const salt = uniformSequence(0x5a17);
  return () => Math.floor(salt() * 2 ** 32) | 0;
}
