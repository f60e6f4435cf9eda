import type { GraphNode, Shape } from '../../graph/types';
import type { Arguments, ArgumentTable } from '../arguments';

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

export const layer = <T extends ArgumentTable>(
  className: string,
  e: Omit<LayerEntry<T>, 'kind' | 'className'>,
): LayerEntry<T> => ({ kind: 'layer', className, ...e });
