/** Tensors in plain memory. */

export type DType = 'float32' | 'int32' | 'bool';

/** Numbers in row-major order; 0 and 1 for bool. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** An input or output of a program. */
export interface HostTensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Tensors by the names of a graph's inputs. */
export type Feeds = Readonly<Record<string, HostTensor>>;
