import type { ComponentSpec, WeightSpec } from '../catalogue/entry';
import { type GraphNode, input, reshape, split } from '../graph';
import { elements } from '../shape';
import type { Feeds, HostTensor } from '../spec';
import type { WeightArray } from '../values/model';

/** Weights of at most so many elements are one flat state: an engine's call costs microseconds for each input. */
const PACKED_SIZE = 8192;
const PACKED = 'weights';
/**
 * Larger ones are rows [1, 1, elements], through which the ONNX engines go in fewer passes (`long-rows.ts`); those of at
 * least so many elements are [pieces, 1, 1, elements of a piece], so that an optimizer's passes over a piece find it in the
 * cache: a step of a network of 5 million parameters takes a fifth less.
 */
const LARGE_SIZE = 2 ** 19;
const PIECE_SIZE = 2 ** 16;

/** `arranged`: as above. `whole`: each weight is a state of its own and of its shape, for what looks at whole weights. */
export type Layout = 'arranged' | 'whole';

export interface NamedWeight {
  /** `layerId/weight` */
  readonly key: string;
  readonly spec: WeightSpec;
}
type Weights = Readonly<Record<string, WeightArray>>;

/** Weights as state of a training step: some are inputs of their own, the small ones lie one behind the other in one. */
export interface Packing {
  /** the inputs that hold trainable weights */
  readonly parameters: readonly GraphNode[];
  /** those of them that lie in pieces */
  readonly inPieces: ReadonlySet<GraphNode>;
  /** the inputs that hold weights with an update rule of their own (moving statistics), by key */
  readonly fixed: Readonly<Record<string, GraphNode>>;
  /** what the weights in these inputs must be after each step */
  readonly constraints: ReadonlyMap<GraphNode, ComponentSpec>;
  /** each weight as the network reads it, by key */
  readonly nodes: Readonly<Record<string, GraphNode>>;
  pack(weights: Weights): Feeds;
  unpack(state: Feeds): Record<string, WeightArray>;
}

export function packWeights(weights: readonly NamedWeight[], layout: Layout = 'arranged'): Packing {
  const trainable = weights.filter(w => w.spec.trainable !== false);
  // a constraint looks at a whole weight
  const arranged = trainable.filter(w => layout === 'arranged' && !w.spec.constraint);
  const small = arranged.filter(w => elements(w.spec.shape) <= PACKED_SIZE);
  const packed = small.length > 1 ? small : [];
  const alone = weights.filter(w => !packed.includes(w));
  const lies = (w: NamedWeight) => (arranged.includes(w) ? inRows(w.spec.shape) : w.spec.shape);
  const own = Object.fromEntries(alone.map(w => [w.key, input(w.key, lies(w))]));
  const nodes = Object.fromEntries(alone.map(({ key, spec }) => [key, reshape(own[key]!, spec.shape)]));
  const sizes = packed.map(w => elements(w.spec.shape));
  const flat = packed.length > 0 ? [input(PACKED, [sizes.reduce((a, b) => a + b, 0)])] : [];
  // the gradient with respect to the flat input joins the parts by itself
  for (const whole of flat)
    split(whole, 0, sizes).forEach((part, i) => {
      nodes[packed[i]!.key] = reshape(part, packed[i]!.spec.shape);
    });

  return {
    parameters: [...flat, ...trainable.filter(w => !packed.includes(w)).map(w => own[w.key]!)],
    inPieces: new Set(arranged.filter(w => piecesOf(w.spec.shape) !== null).map(w => own[w.key]!)),
    fixed: Object.fromEntries(alone.filter(w => w.spec.trainable === false).map(w => [w.key, own[w.key]!])),
    constraints: new Map(alone.flatMap(w => (w.spec.constraint ? [[own[w.key]!, w.spec.constraint] as const] : []))),
    nodes,
    pack(values) {
      const feeds = Object.fromEntries(
        alone.map(w => [w.key, float32(values[w.key]!.data.slice(), own[w.key]!.shape as number[])]),
      );
      if (packed.length === 0) return feeds;
      const all = new Float32Array(sizes.reduce((a, b) => a + b, 0));
      let at = 0;
      for (const w of packed) {
        all.set(values[w.key]!.data, at);
        at += elements(w.spec.shape);
      }
      return { ...feeds, [PACKED]: float32(all, [all.length]) };
    },
    unpack(state) {
      const offsets = new Map<NamedWeight, number>();
      let at = 0;
      for (const w of packed) {
        offsets.set(w, at);
        at += elements(w.spec.shape);
      }
      return Object.fromEntries(
        weights.map(w => {
          const from = offsets.get(w);
          const whole = state[from === undefined ? w.key : PACKED]!.data as Float32Array;
          const part = from === undefined ? whole : whole.subarray(from, from + elements(w.spec.shape));
          return [w.key, { shape: [...w.spec.shape], data: Float32Array.from(part) }];
        }),
      );
    },
  };
}

/** [pieces, elements of a piece] of a large weight, with pieces of PIECE_SIZE or less; null: it is small, or cannot be cut. */
function piecesOf(shape: readonly number[]): [number, number] | null {
  const count = elements(shape);
  if (count < LARGE_SIZE) return null;
  const fewest = Math.ceil(count / PIECE_SIZE);
  for (let pieces = fewest; pieces < 4 * fewest; pieces++) if (count % pieces === 0) return [pieces, count / pieces];
  return null;
}

/** As the comments above say: a weight's own shape, one row or pieces. */
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
