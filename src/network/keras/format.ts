import type { OutputSpec } from '../../spec';

/** `model.json` in the layers format of TensorFlow.js: a Keras functional config and the list of weights in `weights.bin`. */
export interface ModelJson {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: {
    readonly keras_version: string;
    readonly backend: 'tensorflow';
    readonly model_config: ModelConfig;
  };
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly WeightEntry[] }[];
  readonly userDefinedMetadata?: { readonly tensorwire?: OwnMetadata };
}
export interface ModelConfig {
  readonly class_name: string;
  /** Keras needs it to find the class; TensorFlow.js does not read it */
  readonly module?: string;
  readonly config: {
    readonly name: string;
    readonly layers: readonly LayerConfig[];
    readonly input_layers: readonly TensorConfig[];
    readonly output_layers: readonly TensorConfig[];
  };
}
export interface LayerConfig {
  readonly name: string;
  readonly class_name: string;
  /** with it, Keras 3 finds a class that did not exist in Keras 2 */
  readonly module?: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** one for each call: its inputs */
  readonly inbound_nodes: readonly InboundNode[];
}
/** layer, the index of its call, the index of the call's result */
export type TensorConfig = readonly [layer: string, call: number, tensor: 0];
/** A call: a list of its inputs (Keras 2, TensorFlow.js), or its arguments (Keras 3). */
export type InboundNode =
  | readonly (readonly [layer: string, call: number, tensor: 0, kwargs: Record<string, never>])[]
  | { readonly args: readonly unknown[]; readonly kwargs: Readonly<Record<string, unknown>> };

export interface WeightEntry {
  /** `dense/kernel` */
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
}

/** What Keras has no field for: with it, a network that is read back has its ids, labels and targets again. */
export interface OwnMetadata {
  /** by Keras's layer name */
  readonly layers: Readonly<
    Record<
      string,
      {
        readonly id: string;
        readonly label: string;
        readonly columns?: readonly string[];
        readonly encoding?: 'index';
      }
    >
  >;
  /** in the order of `output_layers` */
  readonly outputs: readonly Omit<OutputSpec, 'call' | 'append'>[];
}

/** `kernelInitializer` ↔ `kernel_initializer`. */
export const toSnake = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
