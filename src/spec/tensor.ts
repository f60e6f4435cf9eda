/** Tensors in plain memory. */

export type DType = 'float32' | 'int32' | 'bool';

/** What goes into and comes out of a program. `bool` is a Uint8Array of 0 and 1. */
export interface HostTensor {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Tensors by the names of a graph's inputs. */
export type Feeds = Readonly<Record<string, HostTensor>>;
