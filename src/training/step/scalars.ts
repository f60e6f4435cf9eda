import { type GraphNode, greater, input } from '../../graph';
import type { Feeds, HostTensor } from '../../spec';
import type { ResolvedOptimizer } from './optimizer';
import { float32 } from './packing';

/** Scalars that change from step to step and are the same for all weights. An engine gets one value for each step. */
export interface Scalars {
  /** the inputs themselves, in this order */
  readonly inputs: readonly GraphNode[];
  readonly learningRate: GraphNode;
  /** the number of the update, counted from 1 */
  readonly update: GraphNode;
  /** int32: the key of this step's random numbers */
  readonly key: GraphNode;
  /** bool: is this step's batch the last of an update? */
  readonly updates: GraphNode;
  /** the fraction of the weights' average that is kept */
  readonly emaMomentum: GraphNode;
  /** bool: does the average replace the weights? */
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

/**
 * The number of the update to which a step belongs; both count from 1. Like `iterations` of keras.optimizers.Optimizer.
 */
const updateOf = (step: number, { accumulation }: ResolvedOptimizer): number =>
  Math.floor((step - 1) / accumulation) + 1;

/**
 * Values of all scalars for `count` steps, [count] each, beginning with step `first` of the training. After the first
 * update the average is the weights themselves, as in Keras.
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
