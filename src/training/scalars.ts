import { type GraphNode, greater, input } from '../graph';
import type { Feeds, HostTensor } from '../spec';
import type { ResolvedOptimizer } from './optimizer';
import { float32 } from './packing';

/** What changes from step to step, and is the same for all weights: scalars, of which an engine gets one for each step. */
export interface Scalars {
  /** the inputs themselves, in this order */
  readonly inputs: readonly GraphNode[];
  readonly learningRate: GraphNode;
  /** number of the update, counted from 1 */
  readonly update: GraphNode;
  /** int32: where random numbers of this step begin */
  readonly key: GraphNode;
  /** bool: is this step's batch the last of an update? */
  readonly updates: GraphNode;
  /** how much of the weights' mean stays */
  readonly emaMomentum: GraphNode;
  /** bool: does the mean take the weights' place? */
  readonly overwrites: GraphNode;
}

export function scalarInputs(): Scalars {
  const [learningRate, update, emaMomentum] = [
    input('learningRate', []),
    input('update', []),
    input('emaMomentum', []),
  ];
  const [updates, overwrites] = [input('updates', []), input('overwrites', [])];
  const key = input('key', [], 'int32');
  return {
    inputs: [learningRate, update, key, updates, emaMomentum, overwrites],
    ...{ learningRate, update, key, emaMomentum },
    updates: greater(updates, 0),
    overwrites: greater(overwrites, 0),
  };
}

/** The number of the update that a step belongs to; both count from 1. As `iterations` of keras.optimizers.Optimizer. */
const updateOf = (step: number, { accumulation }: ResolvedOptimizer): number =>
  Math.floor((step - 1) / accumulation) + 1;

/**
 * Values of all scalars for `count` steps, [count] each, the first of which is step `first` of the training.
 * The first update's mean is the weights themselves, as in Keras.
 */
export function scalarValues(
  optimizer: ResolvedOptimizer,
  { first, count }: { readonly first: number; readonly count: number },
  rateOf: (step: number) => number,
  nextKey: () => number,
): Feeds {
  const { accumulation, averaging } = optimizer;
  const each = (value: (step: number, update: number) => number): HostTensor =>
    float32(
      Float32Array.from({ length: count }, (_, i) => value(first + i, updateOf(first + i, optimizer))),
      [count],
    );
  return {
    learningRate: each(rateOf),
    update: each((_, update) => update),
    key: { data: Int32Array.from({ length: count }, nextKey), shape: [count], dtype: 'int32' },
    updates: each(step => Number(step % accumulation === 0)),
    emaMomentum: each((_, update) => (update > 1 ? (averaging?.momentum ?? 0) : 0)),
    overwrites: each((_, update) =>
      Number(averaging?.overwriteFrequency && update % averaging.overwriteFrequency === 0),
    ),
  };
}
