import type { DType } from '../graph/types';
import { brand, expectValue, isValue, share, Value } from './value';

export type TensorData = Float32Array | Int32Array | Uint8Array;

/** An immutable n-dimensional array of float32, int32 or bool in shared memory, row-major. */
export class Tensor extends Value {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly buffer: SharedArrayBuffer;
  /** `data` must have as many elements as `shape` says; it is copied into shared memory unless it is there already. */
  constructor(data: TensorData, shape: readonly number[], id?: string) {
    super(id);
    this.shape = [...shape];
    this.dtype = data instanceof Int32Array ? 'int32' : data instanceof Uint8Array ? 'bool' : 'float32';
    this.buffer = share(data).buffer as SharedArrayBuffer;
  }
  get data(): TensorData {
    const buffer = this.buffer;
    if (this.dtype === 'int32') return new Int32Array(buffer);
    return this.dtype === 'bool' ? new Uint8Array(buffer) : new Float32Array(buffer);
  }
  get size(): number {
    return this.shape.reduce((a, d) => a * d, 1);
  }
  protected override kind(): 'Tensor' {
    return 'Tensor';
  }
  override toJSON(): Record<string, unknown> {
    return { tensor: this.dtype, shape: [...this.shape], first: Array.from(this.data.subarray(0, 6)) };
  }
  static is(value: unknown): value is Tensor {
    return isValue('Tensor', value);
  }
  static expect(value: unknown, subject: string, where: string): Tensor {
    return expectValue<Tensor>('Tensor', value, subject, where);
  }
}
brand('Tensor', Tensor);
