import type { ComponentSpec, WeightSpec } from '../../catalogue/entry';
import { type GraphNode, input, inputName, reshape, split } from '../../graph';
import { elements } from '../../shape';
import type { Feeds, HostTensor } from '../../spec';
import type { WeightArray } from '../../values/model';

/**
 * Weights of at most this many elements are packed into one flat state: an engine's call costs microseconds for each
 * input.
 */
const PACKED_SIZE = 8192;
const PACKED = 'weights';
/**
 * Larger weights are rows [1, 1, elements], which the ONNX engine processes in fewer passes
 * (`onnx/write/fused-multiply-add.ts`). From this many elements on they are [pieces, 1, 1, elements of a piece], so
 * that an optimizer's passes over a piece find it in the cache: a step of a network of 5 million parameters takes a
 * fifth less.
 */
const LARGE_SIZE = 2 ** 19;
const PIECE_SIZE = 2 ** 16;

/**
 * `arranged`: as described above. `whole`: each weight is a state of its own, with its own shape, for rules that need
 * whole weights.
 */
export type Layout = 'arranged' | 'whole';

/** Factors of the learning rate: with which a weight is moved, and with which it decays. */
export interface Rates {
  readonly rate: number;
  readonly decay: number;
}

/** Without rates, they are 1. */
export interface NamedWeight extends Partial<Rates> {
  /** `layerId/weight` */
  readonly key: string;
  readonly spec: WeightSpec;
  /**
   * the part of the network that it belongs to, if parts are trained separately; a flat state holds weights of one part
   * only
   */
  readonly part?: number | undefined;
}
type Weights = Readonly<Record<string, WeightArray>>;

/** Weights as the state of a training step: large ones are inputs of their own, small ones are packed into one. */
export interface Packing {
  /** the inputs that hold trainable weights */
  readonly parameters: readonly GraphNode[];
  /** those that are stored in pieces */
  readonly inPieces: ReadonlySet<GraphNode>;
  /** the inputs that hold weights with an update rule of their own (moving statistics), by key */
  readonly fixed: Readonly<Record<string, GraphNode>>;
  /** factors of the learning rate for the weights in these inputs */
  readonly rates: ReadonlyMap<GraphNode, Rates>;
  /** the part of the network that the weights in these inputs belong to, where it has parts */
  readonly parts: ReadonlyMap<GraphNode, number>;
  /** constraints on the weights in these inputs after each step */
  readonly constraints: ReadonlyMap<GraphNode, ComponentSpec>;
  /** each weight as the network reads it, by key */
  readonly nodes: Readonly<Record<string, GraphNode>>;
  pack(weights: Weights): Feeds;
  unpack(state: Feeds): Record<string, WeightArray>;
}

export function packWeights(weights: readonly NamedWeight[], layout: Layout = 'arranged'): Packing {
  const trainable = weights.filter(w => w.spec.trainable !== false);
  // a constraint needs the whole weight
  const arranged = trainable.filter(w => layout === 'arranged' && !w.spec.constraint);
  const small = arranged.filter(w => elements(w.spec.shape) <= PACKED_SIZE);
  const groups = [...new Set(small.map(flatOf))]
    .map(name =>
      groupOf(
        name,
        small.filter(w => flatOf(w) === name),
      ),
    )
    .filter(group => group.weights.length > 1);
  const packed = new Set(groups.flatMap(group => group.weights));
  const alone = weights.filter(w => !packed.has(w));
  const lies = (w: NamedWeight) => (arranged.includes(w) ? inRows(w.spec.shape) : w.spec.shape);
  const own = Object.fromEntries(alone.map(w => [w.key, input(w.key, lies(w))]));
  const nodes = Object.fromEntries(alone.map(({ key, spec }) => [key, reshape(own[key]!, spec.shape)]));
  // autodiff joins the parts of the gradient of a flat input
  for (const { flat, weights, sizes } of groups)
    split(flat, 0, sizes).forEach((part, i) => {
      nodes[weights[i]!.key] = reshape(part, weights[i]!.spec.shape);
    });
  const single = trainable.filter(w => !packed.has(w));
  const inputs = [
    ...groups.map(({ flat, weights }) => [flat, weights[0]!] as const),
    ...single.map(w => [own[w.key]!, w] as const),
  ];

  return {
    parameters: inputs.map(([node]) => node),
    rates: new Map(inputs.map(([node, w]) => [node, ratesOf(w)])),
    parts: new Map(
      [...inputs, ...alone.map(w => [own[w.key]!, w] as const)].flatMap(([node, { part }]) =>
        part === undefined ? [] : [[node, part] as const],
      ),
    ),
    inPieces: new Set(arranged.filter(w => piecesOf(w.spec.shape) !== null).map(w => own[w.key]!)),
    fixed: Object.fromEntries(alone.filter(w => w.spec.trainable === false).map(w => [w.key, own[w.key]!])),
    constraints: new Map(alone.flatMap(w => (w.spec.constraint ? [[own[w.key]!, w.spec.constraint] as const] : []))),
    nodes,
    pack(values) {
      const feeds = Object.fromEntries(
        alone.map(w => [w.key, float32(values[w.key]!.data.slice(), own[w.key]!.shape as number[])]),
      );
      for (const { flat, weights, offsets, size } of groups) {
        const all = new Float32Array(size);
        weights.forEach((w, i) => {
          all.set(values[w.key]!.data, offsets[i]!);
        });
        feeds[inputName(flat)] = float32(all, [size]);
      }
      return feeds;
    },
    unpack(state) {
      const places = new Map(
        groups.flatMap(({ flat, weights, offsets }) =>
          weights.map((w, i) => [w, [inputName(flat), offsets[i]!]] as const),
        ),
      );
      return Object.fromEntries(
        weights.map(w => {
          const [name, from] = places.get(w) ?? [w.key, 0];
          const part = (state[name]!.data as Float32Array).subarray(from, from + elements(w.spec.shape));
          return [w.key, { shape: [...w.spec.shape], data: Float32Array.from(part) }];
        }),
      );
    },
  };
}

const ratesOf = ({ rate = 1, decay = 1 }: NamedWeight): Rates => ({ rate, decay });

/** Which flat state a small weight goes to: one for each way of updating. */
const flatOf = ({ rate = 1, decay = 1, part }: NamedWeight): string =>
  [PACKED, rate === 1 && decay === 1 ? '' : `_${rate}_${decay}`, part === undefined ? '' : `_part_${part}`].join('');

/** Packs weights that are updated in the same way. */
function groupOf(name: string, weights: readonly NamedWeight[]) {
  const sizes = weights.map(w => elements(w.spec.shape));
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  const size = sizes.reduce((a, b) => a + b, 0);
  return { weights, sizes, offsets, size, flat: input(name, [size]) };
}

/**
 * [pieces, elements of a piece] of a large weight, with pieces of at most PIECE_SIZE; null: it is small, or cannot be
 * divided.
 */
function piecesOf(shape: readonly number[]): [number, number] | null {
  const count = elements(shape);
  if (count < LARGE_SIZE) return null;
  const fewest = Math.ceil(count / PIECE_SIZE);
  for (let pieces = fewest; pieces < 4 * fewest; pieces++) if (count % pieces === 0) return [pieces, count / pieces];
  return null;
}

/** The shape of a weight in the state: its own, one row, or pieces. */
function inRows(shape: readonly number[]): readonly number[] {
  const count = elements(shape);
  if (count <= PACKED_SIZE) return shape;
  const [pieces, size] = piecesOf(shape) ?? [null, count];
  return pieces === null ? [1, 1, size] : [pieces, 1, 1, size];
}

export const float32 = (data: Float32Array, shape: readonly number[]): HostTensor => ({
  data,
  shape,
  dtype: 'float32',
});
