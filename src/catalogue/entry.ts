import type { GraphNode, Shape } from '../graph/types';
import type { Arguments, ArgumentTable } from './arguments';

/** Where a layer, an optimizer, … says all there is to say of itself. One entry a file; folders are the lists. */

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

/** What a layer's `call` may ask of the graph around it. */
export interface CallContext {
  readonly training: boolean;
  /** uniform numbers in [0, 1), another set each step and each call of this function; only in training */
  random(shape: Shape): GraphNode;
  /** a new value for a state weight (moving statistics); only in training */
  update(weight: string, value: GraphNode): void;
  /** a scalar that is added to the loss */
  penalty(value: GraphNode): void;
  /** of each input, as far as it has one */
  readonly masks: readonly Mask[];
}

/** Which steps of a value are there, of its shape without the last axis (see masking.ts); null: all of them. */
export type Mask = GraphNode | null;

/** An initializer, regularizer or constraint as an argument: its class and its checked arguments, `{ className: 'L2', args: { l2: 0.01 } }`. */
export interface ComponentSpec {
  readonly className: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export interface WeightSpec {
  readonly shape: readonly number[];
  /** one for all numbers, or several for parts that lie one behind the other */
  readonly initializer: ComponentSpec | readonly { readonly length: number; readonly initializer: ComponentSpec }[];
  /** false for moving statistics (default true) */
  readonly trainable?: boolean;
  readonly regularizer?: ComponentSpec | null;
  /** what the weight must be after each step of an optimizer */
  readonly constraint?: ComponentSpec | null;
}

export interface LayerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'layer';
  readonly className: string;
  readonly family: Family;
  readonly arguments: T;
  /** `one` input, or `many` (merge layers), or `none` (InputLayer), or one or several (attention) */
  readonly inputs: 'none' | 'one' | 'many' | 'oneOrMany';
  /** it looks whole numbers up: the argument that says how many there are, null for "as many as the input gives" */
  readonly indices?: string;
  /** in Keras's order; shapes are those of the inputs, batch first */
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
  /** Keras is given several inputs one by one, not as a list */
  readonly separateInputs?: true;
  /** another layer of the same effect, which files get where TensorFlow.js refuses this one; null: this one */
  savedAs?(args: Arguments<T>, ...inputs: Shape[]): Required<ComponentSpec> | null;
  /** names that TensorFlow.js has for weights, where Keras has others: files get them */
  readonly savedWeights?: Readonly<Record<string, string>>;
}

export interface OptimizerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'optimizer';
  readonly className: string;
  readonly arguments: T;
  /** names of the state per parameter, of its shape */
  slots(args: Arguments<T>): readonly string[];
  /** first values of the slots that do not start at zero */
  start?(args: Arguments<T>): Readonly<Record<string, number>>;
  /** slots that are a single number */
  readonly scalars?: readonly string[];
  /** true: one batch is the whole training set (gradient descent) */
  readonly fullBatch?: boolean;
  /**
   * `step` counts from 1 (float32 scalar); returns the new parameter and each new slot by name. An argument `weightDecay`
   * has been done already: the parameter that comes has decayed.
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
  /** what the arguments must be to each other; throws a TensorwireError */
  check?(args: Arguments<T>, subject: string): void;
  /** the rate of a step, counted from 0; `learningRate` is the optimizer's, `steps` how many the training has */
  rate(args: Arguments<T>, step: number, learningRate: number, steps: number): number;
}

/** How a target column is given to a loss: class index int32 [N], one-hot float32 [N, classes], or numbers float32 [N, width]. */
export type TargetForm = 'index' | 'one-hot' | 'number';

export interface LossEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'loss';
  readonly className: string;
  readonly arguments: T;
  readonly target: TargetForm;
  /** it depends on where 0 lies: it is given numbers in the target's own unit, not standardised ones */
  readonly ownUnit?: true;
  /** it is of counts: the target is not standardised, and the network gives its numbers as they are, above 0 */
  readonly counts?: true;
  /** loss of each row, [N]; the mean over rows (and weights) is taken by the training step */
  call(target: GraphNode, prediction: GraphNode, args: Arguments<T>): GraphNode;
}

export interface MetricEntry {
  readonly kind: 'metric';
  /** key in messages, snake case: `accuracy`, `roc_auc`, `rmse` */
  readonly key: string;
  /** Keras class, where there is one */
  readonly className: string;
  /** what it judges: targets of classes (or of 0 and 1), or of numbers */
  readonly judges: 'classes' | 'numbers';
  /** is more better? */
  readonly better: 'higher' | 'lower';
  /** the same in every unit of the target: it is given standardised numbers, which float32 sums hold best */
  readonly scaleFree?: boolean;
  /** of differences y − p alone, in their unit: it may be given them in any unit, by which its result is multiplied */
  readonly ofDifferences?: true;
  /** sums over the rows of a batch, a float32 vector [k]; added over batches in float64 */
  partials(target: GraphNode, prediction: GraphNode, form: TargetForm): GraphNode;
  /** without what it is not defined, as `rows of both classes`; none: it always is, where there are rows */
  readonly needs?: string;
  /** the metric from the added partials; NaN where it is not defined */
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
  /** the weight as it may be */
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
