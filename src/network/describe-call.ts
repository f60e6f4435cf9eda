import type { CallContext, WeightSpec } from '../catalogue/entry';
import { TensorwireError } from '../errors';
import { checkLimit, checkSize, input, multiplyAdds, scoped, withSharing } from '../graph';
import type { GraphNode, Shape } from '../graph/types';
import { elements } from '../shape';
import type { DType, InputLayer, LayerSpec } from '../spec';
import { lookingUp } from './index-lookup';
import { entryOf, isInput, naming } from './layer';

/** Shapes and sizes of one call of a layer, computed by the catalogue's own `call` on graph inputs. */

/** An input of a call; the shape is null if unknown. */
export interface Arriving {
  readonly shape: Shape | null;
  readonly dtype: DType;
  /** for an input of categories: its shape by index and the number of categories, for layers that look up indices */
  readonly byIndex?: { readonly shape: Shape; readonly categories: number };
}
export interface CallDescription extends Arriving {
  /** the last op of the call, `softmax` */
  readonly op: string | null;
  readonly parameters: number | null;
  /** the weights of its layer that this call needs, in Keras's order */
  readonly weights: Readonly<Record<string, WeightSpec>> | null;
}

const UNKNOWN: CallDescription = { shape: null, dtype: 'float32', op: null, parameters: null, weights: null };

/**
 * Batch first in all shapes, `['N', 10]`; all unknown if an input's shape is. Throws a TensorwireError with the layer's
 * label; `details.layer` is its id.
 */
export function describeCall(layer: LayerSpec, inputs: readonly Arriving[]): CallDescription {
  if (isInput(layer)) {
    const coming = pendingOutputs(layer);
    naming(layer.id, layer.label, () => checkSize(coming.shape ?? []));
    return { ...coming, op: 'input', parameters: 0, weights: {} };
  }
  const shapes = inputs.flatMap(({ shape }) => (shape === null ? [] : [shape]));
  if (shapes.length < inputs.length) return UNKNOWN;
  return memoized(layer, inputs, () => {
    const { y, weights } = call(layer, inputs);
    return { shape: y.shape, dtype: y.dtype, op: y.op.name, parameters: count(weights), weights };
  });
}

/** The multiply-adds of one call for one row; null if an input's shape is unknown. */
export const costOfCall = (layer: LayerSpec, inputs: readonly Arriving[]): number | null =>
  inputs.some(({ shape }) => shape === null) ? null : call(layer, inputs).cost;

function pendingOutputs(layer: InputLayer): Arriving {
  const { shape: own, dtype, encoding, categories } = layer.args;
  const shape: Shape | null = own === null ? null : ['N', ...own];
  if (shape === null || categories == null || encoding === 'one-hot') return { shape, dtype };
  return { shape, dtype, byIndex: { shape: encoding === 'index' ? shape : ['N'], categories } };
}

/** A call as a graph: its result, and the layer's weights. All input shapes must be known. */
function call(
  given: LayerSpec,
  arriving: readonly Arriving[],
): { readonly y: GraphNode; readonly weights: Readonly<Record<string, WeightSpec>>; readonly cost: number } {
  const entry = entryOf(given);
  const [layer, inputs] = lookingUp(given, arriving);
  return naming(layer.id, layer.label, () =>
    withSharing(() =>
      scoped(layer.label, () => {
        const xs = inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape!, dtype));
        const weights = entry.weights?.(layer.args, ...xs.map(x => x.shape)) ?? {};
        checkLimit('parameters', count(weights), 'the layer', 'parameters');
        const nodes = Object.entries(weights).map(([name, { shape }]) => [name, input(name, shape)]);
        const y = entry.call(layer.args, xs, Object.fromEntries(nodes), inference);
        const cost = multiplyAdds([y]);
        checkLimit('multiplyAdds', cost, 'a row', 'multiply-adds');
        return { y, weights, cost };
      }),
    ),
  );
}

const refuse = (): never => {
  throw new TensorwireError('network', 'random numbers and updates belong to training');
};
export const inference: CallContext = { training: false, random: refuse, update: refuse, penalty: () => {}, masks: [] };

/**
 * A cache: the arguments of a node's layer are one object for all messages (see appendLayer), and the shapes are mostly
 * the same.
 */
const memory = new WeakMap<object, Map<string, CallDescription>>();
const REMEMBERED_SHAPES = 8;
const ARRIVING = ['shape', 'dtype', 'byIndex', 'categories'] satisfies readonly (keyof Arriving | 'categories')[];

function memoized(layer: LayerSpec, inputs: readonly Arriving[], find: () => CallDescription): CallDescription {
  const of = memory.get(layer.args) ?? new Map<string, CallDescription>();
  memory.set(layer.args, of);
  const key = [layer.className, ...inputs.map(arriving => JSON.stringify(arriving, ARRIVING))].join('\n');
  const known = of.get(key);
  if (known) return known;
  const found = find();
  if (of.size >= REMEMBERED_SHAPES) of.clear();
  of.set(key, found);
  return found;
}

const count = (weights: Readonly<Record<string, WeightSpec>>): number =>
  Object.values(weights).reduce((sum, { shape }) => sum + elements(shape), 0);
