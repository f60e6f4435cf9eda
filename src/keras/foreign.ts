import type { NetworkSpec, Pipeline } from '../spec';
import type { WeightArray } from '../values/model';

/** A model's file of another program, as bytes that nobody has looked into yet. */
export type ForeignFile = KerasArchive | KerasH5 | TensorFlowJs;

/** the entries of a `.keras` file */
export interface KerasArchive {
  readonly kind: 'keras';
  readonly config: Uint8Array;
  readonly metadata: Uint8Array | null;
  readonly weights: Uint8Array;
}

/** a whole model in one HDF5 file */
export interface KerasH5 {
  readonly kind: 'h5';
  readonly bytes: Uint8Array;
}

/** `model.json` in the layers format, and the files that it names */
export interface TensorFlowJs {
  readonly kind: 'tfjs';
  readonly model: Uint8Array;
  readonly shards: readonly Uint8Array[];
}

export interface ReadNetwork {
  readonly network: NetworkSpec;
  readonly weights: Readonly<Record<string, WeightArray>>;
  /** which program wrote the file, `Keras 3.15.1` */
  readonly program: string;
}

/** All of a Model that can be known from such a file. */
export interface Imported extends ReadNetwork {
  readonly pipeline: Pipeline;
  readonly parameters: number;
  readonly onnx: Uint8Array;
}
