import type { Encoding } from './pipeline';

/** A network as data: what travels in a Network value, goes to the training process and into a model. Plain JSON. */

/** One layer: made by one node of the canvas. */
export interface LayerSpec {
  /** the Node-RED node's id (or a generated one); unique in a network */
  readonly id: string;
  /** Keras class, `Dense` */
  readonly className: string;
  /** what errors and summaries call it: the node's label, else `dense`, `dense_1`, … */
  readonly label: string;
  /** checked arguments of the catalogue entry, camelCase */
  readonly args: Readonly<Record<string, unknown>>;
  /** its weights stay as they are when the network is trained, as in a model of Keras that says so */
  readonly trainable?: false;
}

/**
 * One use of a layer. A layer that two branches pass has two calls (shared weights).
 * The id is derived from the layer and the inbound calls, so that the same call on two branches is the same call.
 */
export interface CallSpec {
  readonly id: string;
  readonly layer: string;
  readonly inputs: readonly string[];
}

/** One output of the network and what it is trained for. */
export interface OutputSpec {
  readonly call: string;
  /** a last Dense of this id and label, to be appended when the target says how many units it needs (`nn-output`) */
  readonly append?: Appended;
  /** the layer at `call` was appended by an `nn-output`: it follows the loss, which may be chosen behind it */
  readonly appended?: true;
  /** the layer at `call` is the mean of an ensemble: each of what it is the mean of is trained by itself */
  readonly members?: true;
  /** target column(s) of the dataset; none: the dataset's own */
  readonly target?: readonly string[];
  readonly task?: Task;
  /** `SparseCategoricalCrossentropy`, `Huber(delta=2)`; none: chosen from task and last activation */
  readonly loss?: string;
  /** catalogue keys, `accuracy` */
  readonly metrics?: readonly string[];
}

/** The last Dense of an output. `args` say what its target leaves open: initializers, regularizers. */
export interface Appended {
  readonly id: string;
  readonly label: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export type Task = 'classification' | 'binary' | 'multi-label' | 'regression';

export interface NetworkSpec {
  readonly layers: readonly LayerSpec[];
  /** in an order in which each call stands after its inputs */
  readonly calls: readonly CallSpec[];
  /** the calls that the next layer is appended to: one, until branches are joined at training */
  readonly heads: readonly string[];
  readonly outputs: readonly OutputSpec[];
  /** ids of the nodes that this network has passed: names the branch for a merge */
  readonly path: readonly string[];
}

/** The layer class `InputLayer`: the only one without inputs. */
export interface InputLayer extends LayerSpec {
  readonly className: 'InputLayer';
  readonly args: InputArgs;
}

/** A type and no interface, so that it is a record of arguments too. */
export type InputArgs = {
  /** shape without the batch; null until the data are known */
  readonly shape: readonly number[] | null;
  readonly dtype: 'float32' | 'int32';
  /** the dataset's feature columns that feed it; null: all */
  readonly columns: readonly string[] | null;
  /** how its columns are read; `auto`: by index where a layer that looks numbers up takes it, which `resolveInputs` decides */
  readonly encoding?: Encoding;
  /** how many categories its columns have, from the data; null: not known, or they cannot be read by index */
  readonly categories?: number | null;
};
