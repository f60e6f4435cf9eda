import type { CallContext, WeightSpec } from '../catalogue/entry';
import { TensorwireError } from '../errors';
import { fresh, input, scoped } from '../graph';
import type { DType, Shape } from '../graph/types';
import { entryOf, naming } from './layer';
import type { CallSpec, InputArgs, LayerSpec, NetworkSpec } from './spec';

/** Shapes and sizes of a network, from the catalogue's own `call` on graph inputs. Unknown (null) until the data are. */

export interface CallDescription {
  /** batch first, `['N', 10]` */
  readonly shape: Shape | null;
  readonly dtype: DType;
  /** the op that the call ends in, `softmax` */
  readonly op: string | null;
  readonly parameters: number | null;
}
export interface LayerDescription {
  readonly label: string;
  /** of its last call */
  readonly shape: Shape | null;
  readonly parameters: number | null;
  /** in Keras's order */
  readonly weights: Readonly<Record<string, WeightSpec>> | null;
}
export interface Description {
  readonly calls: Readonly<Record<string, CallDescription>>;
  readonly layers: Readonly<Record<string, LayerDescription>>;
  readonly parameters: number | null;
}

/**
 * Shape and parameters of every call and layer, and the parameters of all layers together. Layers behind an input whose
 * shape is not known yet have null for both. Throws a TensorwireError with the label of the layer at fault;
 * `details.layer` is its id.
 */
export function describeNetwork(spec: NetworkSpec): Description {
  const known = descriptions.get(spec);
  if (known) return known;
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const draft: Draft = { calls: {}, layers: {} };
  for (const call of spec.calls) describeInto(draft, layers.get(call.layer)!, call);
  return remember(spec, finish(spec, draft));
}

/** Describes only what `next` has more than `spec`, so that a chain of n layers costs n steps. */
export function describeAppended(spec: NetworkSpec, next: NetworkSpec): void {
  const call = next.calls.at(-1)!;
  if (next.calls.length === spec.calls.length) return;
  const layer = next.layers.find(l => l.id === call.layer)!;
  const { calls, layers } = describeNetwork(spec);
  const draft: Draft = { calls: { ...calls }, layers: { ...layers } };
  describeInto(draft, layer, call);
  remember(next, finish(next, draft));
}

/** A network is immutable and passes from node to node as one object: what was found of it is kept beside it. */
const descriptions = new WeakMap<NetworkSpec, Description>();
function remember(spec: NetworkSpec, description: Description): Description {
  descriptions.set(spec, description);
  return description;
}

interface Draft {
  readonly calls: Record<string, CallDescription>;
  readonly layers: Record<string, LayerDescription>;
}

function describeInto({ calls, layers }: Draft, layer: LayerSpec, call: CallSpec): void {
  const inputs = call.inputs.map(id => calls[id]!);
  const { weights, ...found } = describeCall(layer, inputs);
  const earlier = layers[layer.id]?.weights;
  if (earlier && weights) checkShared(layer, earlier, weights);
  const parameters = count(weights);
  calls[call.id] = { ...found, parameters };
  layers[layer.id] = { label: layer.label, shape: found.shape, parameters, weights: earlier ?? weights };
}

/** Outputs whose last layer is still to come are in the list of layers too, unknown. */
function finish(spec: NetworkSpec, { calls, layers }: Draft): Description {
  const coming = spec.outputs.flatMap(({ append }) => (append ? [append] : []));
  const all = {
    ...layers,
    ...Object.fromEntries(coming.map(a => [a.id, { label: a.label, shape: null, parameters: null, weights: null }])),
  };
  const parameters = Object.values(all).reduce<number | null>(
    (sum, layer) => (sum === null || layer.parameters === null ? null : sum + layer.parameters),
    0,
  );
  return { calls, layers: all, parameters };
}

type Found = Omit<CallDescription, 'parameters'> & Pick<LayerDescription, 'weights'>;

function describeCall(layer: LayerSpec, inputs: readonly CallDescription[]): Found {
  const entry = entryOf(layer);
  if (entry.inputs === 'none') {
    const { shape, dtype } = layer.args as unknown as InputArgs;
    return { shape: shape === null ? null : ['N', ...shape], dtype, op: 'input', weights: {} };
  }
  const shapes = inputs.flatMap(({ shape }) => (shape === null ? [] : [shape]));
  if (shapes.length < inputs.length) return { shape: null, dtype: 'float32', op: null, weights: null };
  return naming(layer.id, layer.label, () =>
    fresh(() =>
      scoped(layer.label, () => {
        const xs = shapes.map((shape, i) => input(`x${i}`, shape, inputs[i]!.dtype));
        const weights = entry.weights?.(layer.args, ...shapes) ?? {};
        const nodes = Object.entries(weights).map(([name, { shape }]) => [name, input(name, shape)]);
        const y = entry.call(layer.args, xs, Object.fromEntries(nodes), inference);
        return { shape: y.shape, dtype: y.dtype, op: y.op, weights };
      }),
    ),
  );
}

const refuse = (): never => {
  throw new TensorwireError('network', 'random numbers and updates belong to training');
};
export const inference: CallContext = { training: false, random: refuse, update: refuse, penalty: () => {} };

function count(weights: LayerDescription['weights']): number | null {
  if (weights === null) return null;
  return Object.values(weights).reduce((sum, { shape }) => sum + shape.reduce((a, d) => a * d, 1), 0);
}

function checkShared(
  layer: LayerSpec,
  a: NonNullable<LayerDescription['weights']>,
  b: NonNullable<LayerDescription['weights']>,
): void {
  for (const [name, { shape }] of Object.entries(b)) {
    const first = a[name]?.shape ?? [];
    if (first.join() !== shape.join())
      throw new TensorwireError(
        layer.label,
        `is shared by branches of different shapes: its ${name} would be [${first.join(', ')}] on one and [${shape.join(', ')}] on another`,
        { layer: layer.id, expected: first, received: shape },
      );
  }
}
