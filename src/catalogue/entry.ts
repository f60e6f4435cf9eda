import type { GraphNode, Shape } from '../graph/types';
import type { Arguments, ArgumentTable } from './arguments';

/** The types of catalogue entries: layers, optimizers, losses, … One entry per file; the folders are the lists. */

export type Family =
  | 'input'
  | 'dense'
  | 'convolution'
  | 'pooling'
  | 'recurrent'
  | 'embedding'
  | 'attention'
  | 'normalization'
  | 'activation'
  | 'dropout'
  | 'reshape'
  | 'merge';

/** What a layer's `call` can use of the surrounding graph. */
export interface CallContext {
  readonly training: boolean;
  /** uniform numbers in [0, 1), different in each step and each call of this function; only in training */
  random(shape: Shape): GraphNode;
  /** a new value for a state weight (moving statistics); only in training */
  update(weight: string, value: GraphNode): void;
  /** a scalar that is added to the loss */
  penalty(value: GraphNode): void;
  /** the mask of each input, if it has one */
  readonly masks: readonly Mask[];
}

/** Which steps of a value are present, with its shape except for the last axis (see masking.ts); null: all of them. */
export type Mask = GraphNode | null;

/**
 * An initializer, regularizer or constraint as an argument: its class and its checked arguments, `{ className: 'L2',
 * args: { l2: 0.01 } }`.
 */
export interface ComponentSpec {
  readonly className: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export interface WeightSpec {
  readonly shape: readonly number[];
  /** of a kernel: how many inputs one unit reads, where Keras's fans of the shape say something else */
  readonly fanIn?: number;
  /** one for all numbers, or several for consecutive parts */
  readonly initializer: ComponentSpec | readonly { readonly length: number; readonly initializer: ComponentSpec }[];
  /** false for moving statistics (default true) */
  readonly trainable?: boolean;
  readonly regularizer?: ComponentSpec | null;
  /** a condition on the weight after each optimizer step */
  readonly constraint?: ComponentSpec | null;
}

export interface LayerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'layer';
  readonly className: string;
  readonly family: Family;
  readonly arguments: T;
  /** `one` input, `many` (merge layers), `none` (InputLayer), or `oneOrMany` (attention) */
  readonly inputs: 'none' | 'one' | 'many' | 'oneOrMany';
  /** set if the layer looks up whole numbers: the argument with their count, null for "from the input" */
  readonly indices?: string;
  /** in Keras's order; the shapes are those of the inputs, batch first */
  weights?(args: Arguments<T>, ...inputs: Shape[]): Readonly<Record<string, WeightSpec>>;
  call(
    args: Arguments<T>,
    inputs: readonly GraphNode[],
    weights: Readonly<Record<string, GraphNode>>,
    context: CallContext,
  ): GraphNode;
  /**
   * Weights that the training rows give before the first step, by name: from what reaches the layer, [rows, …shape].
   * As `adapt` of keras.layers.Normalization.
   */
  adapt?(args: Arguments<T>, rows: Float32Array, shape: readonly number[]): Readonly<Record<string, Float32Array>>;
  /** the mask of the output, from the inputs and their masks; default: none */
  mask?(args: Arguments<T>, inputs: readonly GraphNode[], masks: readonly Mask[]): Mask;
  /** the node's label on the canvas, `128 relu` */
  label(args: Arguments<T>): string;
  /** Keras takes several inputs as separate arguments, not as a list */
  readonly separateInputs?: true;
  /** an equivalent layer, written to files if TensorFlow.js refuses this one; null: this one */
  savedAs?(args: Arguments<T>, ...inputs: Shape[]): Required<ComponentSpec> | null;
  /** TensorFlow.js's names of weights, where they differ from Keras's; used in files */
  readonly savedWeights?: Readonly<Record<string, string>>;
}

export interface OptimizerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'optimizer';
  readonly className: string;
  readonly arguments: T;
  /** names of the state of each parameter, which has the parameter's shape */
  slots(args: Arguments<T>): readonly string[];
  /** initial values of slots that do not start at zero */
  start?(args: Arguments<T>): Readonly<Record<string, number>>;
  /** slots that are a single number */
  readonly scalars?: readonly string[];
  /** true: one batch is the whole training set (gradient descent) */
  readonly fullBatch?: boolean;
  /**
   * `step` counts from 1 (float32 scalar). Returns the new parameter and each new slot by name. If there is an argument
   * `weightDecay`, the decay has already been applied to the given parameter.
   */
  update(
    args: Arguments<T>,
    now: {
      parameter: GraphNode;
      gradient: GraphNode;
      learningRate: GraphNode;
      step: GraphNode;
      slots: Readonly<Record<string, GraphNode>>;
    },
  ): { parameter: GraphNode; slots: Readonly<Record<string, GraphNode>> };
  label(args: Arguments<T>): string;
}

/** A learning rate that changes from step to step, evaluated in float64 outside the graph. */
export interface ScheduleEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'schedule';
  readonly className: string;
  readonly arguments: T;
  /** checks conditions between arguments; throws a TensorwireError */
  check?(args: Arguments<T>): void;
  /** the rate of a step, counted from 0; `learningRate` is the optimizer's, `steps` how many the training has */
  rate(args: Arguments<T>, step: number, learningRate: number, steps: number): number;
}

/**
 * The form in which a loss takes a target: class index int32 [N], one-hot float32 [N, classes], or numbers float32 [N,
 * width].
 */
export type TargetForm = 'index' | 'one-hot' | 'number';

/** One number as a network gives it. Without a spread of its own, `low` and `high` are the number itself. */
export interface Reading {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** the network's own measure of its error; 1: it gives none */
  readonly scale: number;
}

/** A network gives several outputs for each number of the target: quantiles, or a mean and its spread. */
export interface Distribution<T extends ArgumentTable = ArgumentTable> {
  /** how many */
  outputs(args: Arguments<T>): number;
  /** the numbers themselves, for metrics: [N, numbers · outputs] → [N, numbers] */
  point(prediction: GraphNode, args: Arguments<T>): GraphNode;
  /** the number whose first output is at `from` */
  read(values: ArrayLike<number>, from: number, args: Arguments<T>): Reading;
}

export interface LossEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'loss';
  readonly className: string;
  readonly arguments: T;
  readonly target: TargetForm;
  /** the loss depends on the position of 0: it takes numbers in the target's own unit, not standardized ones */
  readonly ownUnit?: true;
  /** the loss is for counts: the target is not standardized, and the network's outputs are positive */
  readonly counts?: true;
  /** the loss is of a distribution, for which the network gives several outputs for each number */
  readonly distribution?: Distribution<T>;
  /** the loss of each row, [N]; the training step takes the mean over rows (and weights) */
  call(target: GraphNode, prediction: GraphNode, args: Arguments<T>): GraphNode;
}

export interface MetricEntry {
  readonly kind: 'metric';
  /** the key in messages, snake case: `accuracy`, `roc_auc`, `rmse` */
  readonly key: string;
  /** the Keras class, if there is one */
  readonly className: string;
  /** the kind of target: classes (or 0 and 1), or numbers */
  readonly judges: 'classes' | 'numbers';
  /** is a higher value better? */
  readonly better: 'higher' | 'lower';
  /**
   * the metric is the same in every unit of the target: it takes standardized numbers, which are best for float32 sums
   */
  readonly scaleFree?: boolean;
  /** the metric depends only on differences y − p and scales with their unit: it may be computed in any unit */
  readonly ofDifferences?: true;
  /** sums over the rows of a batch, a float32 vector [k]; added over batches in float64 */
  partials(target: GraphNode, prediction: GraphNode, form: TargetForm): GraphNode;
  /** what the metric needs to be defined, such as `rows of both classes`; default: any row */
  readonly needs?: string;
  /** the metric from the added sums; NaN if it is not defined */
  result(sums: Float64Array): number;
}

export interface ActivationEntry {
  readonly kind: 'activation';
  /** Keras name, `relu` */
  readonly key: string;
  call(x: GraphNode): GraphNode;
}

export interface InitializerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'initializer';
  readonly className: string;
  readonly arguments: T;
  /** `uniform` gives seeded numbers in [0, 1) */
  values(args: Arguments<T>, shape: readonly number[], uniform: () => number): Float32Array;
}

export interface RegularizerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'regularizer';
  readonly className: string;
  readonly arguments: T;
  /** penalty of one weight, a scalar */
  call(args: Arguments<T>, weight: GraphNode): GraphNode;
}

export interface ConstraintEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'constraint';
  readonly className: string;
  readonly arguments: T;
  /** the weight after the constraint */
  call(args: Arguments<T>, weight: GraphNode): GraphNode;
}

export const layer = <T extends ArgumentTable>(
  className: string,
  e: Omit<LayerEntry<T>, 'kind' | 'className'>,
): LayerEntry<T> => ({ kind: 'layer', className, ...e });
export const optimizer = <T extends ArgumentTable>(
  className: string,
  e: Omit<OptimizerEntry<T>, 'kind' | 'className'>,
): OptimizerEntry<T> => ({ kind: 'optimizer', className, ...e });
export const schedule = <T extends ArgumentTable>(
  className: string,
  e: Omit<ScheduleEntry<T>, 'kind' | 'className'>,
): ScheduleEntry<T> => ({ kind: 'schedule', className, ...e });
export const loss = <T extends ArgumentTable = Record<never, never>>(
  className: string,
  e: Omit<LossEntry<T>, 'kind' | 'className' | 'arguments'> & { readonly arguments?: T },
): LossEntry<T> => ({ kind: 'loss', className, ...e, arguments: e.arguments ?? ({} as T) });
export const metric = (key: string, e: Omit<MetricEntry, 'kind' | 'key'>): MetricEntry => ({
  kind: 'metric',
  key,
  ...e,
});
export const activation = (key: string, call: ActivationEntry['call']): ActivationEntry => ({
  kind: 'activation',
  key,
  call,
});
export const initializer = <T extends ArgumentTable>(
  className: string,
  e: Omit<InitializerEntry<T>, 'kind' | 'className'>,
): InitializerEntry<T> => ({ kind: 'initializer', className, ...e });
export const regularizer = <T extends ArgumentTable>(
  className: string,
  e: Omit<RegularizerEntry<T>, 'kind' | 'className'>,
): RegularizerEntry<T> => ({ kind: 'regularizer', className, ...e });
export const constraint = <T extends ArgumentTable>(
  className: string,
  e: Omit<ConstraintEntry<T>, 'kind' | 'className'>,
): ConstraintEntry<T> => ({ kind: 'constraint', className, ...e });
