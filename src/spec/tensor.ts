/** Tensors in plain memory. */

export type DType = 'float32' | 'int32' | 'bool';

/** Numbers in row-major order; of a bool, 0 and 1. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** What goes into and comes out of a program. */
export interface HostTensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Tensors by the names of a graph's inputs. */
export type Feeds = Readonly<Record<string, HostTensor>>;
