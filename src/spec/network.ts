import type { Encoding } from './pipeline';
import type { RecipeUse } from './recipe';

/** A network as data: carried by a Network value, sent to the training process, saved in a model. Plain JSON. */

/** One layer, made by one node of the canvas. */
export interface LayerSpec {
  /** the Node-RED node's id (or a generated one); unique in a network */
  readonly id: string;
  /** Keras class, `Dense` */
  readonly className: string;
  /** its name in errors and summaries: the node's label, else `dense`, `dense_1`, … */
  readonly label: string;
  /** checked arguments of the catalogue entry, camelCase */
  readonly args: Readonly<Record<string, unknown>>;
  /** its weights are not trained, as in a Keras model with trainable=False */
  readonly trainable?: false;
  /** in trainings it computes what it does in predictions: no dropout, moving statistics; in Keras, called with training=False */
  readonly training?: false;
  /** a factor of the learning rate for its weights; default: 1 */
  readonly learningRateMultiplier?: number;
  /** it was taken from a stored model, and its training begins with the weights that it has there */
  readonly pretrained?: Pretrained;
}

/** A layer of a stored model. */
export interface Pretrained {
  /** id of the `nn-store` node; '': the default store */
  readonly store: string;
  /** `digits:3` */
  readonly model: string;
  /** id of the layer there */
  readonly layer: string;
}

/**
 * One use of a layer. A layer that two branches pass has two calls (shared weights). The id is derived from the layer
 * and the inbound calls, so that the same call on two branches is the same call.
 */
export interface CallSpec {
  readonly id: string;
  readonly layer: string;
  readonly inputs: readonly string[];
}

/** One output of the network, and what it is trained for. */
export interface OutputSpec {
  readonly call: string;
  /**
   * a last Dense layer with this id and label, appended when the number of units is known from the target (`nn-output`)
   */
  readonly append?: Appended;
  /** the layer at `call` was appended by an `nn-output`: it depends on the loss, which may be chosen later */
  readonly appended?: true;
  /** the layer at `call` is the mean of an ensemble, whose members are trained separately */
  readonly members?: true;
  /** target column(s) of the dataset; default: the dataset's own */
  readonly target?: readonly string[];
  readonly task?: Task;
  /** `SparseCategoricalCrossentropy`, `Huber(delta=2)`; default: chosen by task and last activation */
  readonly loss?: string;
  /** catalogue keys, `accuracy` */
  readonly metrics?: readonly string[];
}

/** The last Dense layer of an output. `args` are those that do not depend on the target: initializers, regularizers. */
export interface Appended {
  readonly id: string;
  readonly label: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export type Task = 'classification' | 'binary' | 'multi-label' | 'regression';

export interface NetworkSpec {
  readonly layers: readonly LayerSpec[];
  /** in an order in which each call follows its inputs */
  readonly calls: readonly CallSpec[];
  /** the calls to which the next layer is appended: one, until branches are joined at training */
  readonly heads: readonly string[];
  readonly outputs: readonly OutputSpec[];
  /** ids of the nodes that this network has passed: identifies the branch for a merge */
  readonly path: readonly string[];
  /** it was made from a recipe, and is complete but for its outputs */
  readonly recipe?: RecipeUse;
}

/** The layer class `InputLayer`: the only one without inputs. */
export interface InputLayer extends LayerSpec {
  readonly className: 'InputLayer';
  readonly args: InputArgs;
}

/** A type and not an interface, so that it is also a record of arguments. */
export type InputArgs = {
  /** shape without the batch; null until the data are known */
  readonly shape: readonly number[] | null;
  readonly dtype: 'float32' | 'int32';
  /** the dataset's feature columns that feed it; null: all */
  readonly columns: readonly string[] | null;
  /**
   * how its columns are read; `auto`: by index if a layer that looks up numbers takes it, which `resolveInputs` decides
   */
  readonly encoding?: Encoding;
  /** the number of categories of its columns, from the data; null: unknown, or they cannot be read by index */
  readonly categories?: number | null;
};
