import { types } from 'node:util';
import { TensorwireError } from '../errors';
import { elements } from '../shape';
import type { DType, TensorData } from '../spec';
import { remember } from './shown';
import { brand, expectValue, isValue, share, Value } from './value';

/** An immutable n-dimensional array of float32, int32 or bool in shared memory, row-major. */
export class Tensor extends Value {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly buffer: SharedArrayBuffer;
  /** `data` must have as many elements as `shape` says; it is copied into shared memory unless it is there already. */
  constructor(data: TensorData, shape: readonly number[], id?: string) {
    super(id);
    if (data.length !== elements(shape))
      throw new TensorwireError(
        'tensor',
        `shape [${shape.join(', ')}] holds ${elements(shape)} elements, received ${data.length}`,
        { argument: 'shape', expected: elements(shape), received: data.length },
      );
    this.shape = [...shape];
    this.dtype = types.isInt32Array(data) ? 'int32' : types.isUint8Array(data) ? 'bool' : 'float32';
    this.buffer = share(data).buffer as SharedArrayBuffer;
  }
  get data(): TensorData {
    const buffer = this.buffer;
    if (this.dtype === 'int32') return new Int32Array(buffer);
    return this.dtype === 'bool' ? new Uint8Array(buffer) : new Float32Array(buffer);
  }
  get size(): number {
    return elements(this.shape);
  }
  /** the dtype, as the summary calls it */
  get tensor(): DType {
    return this.dtype;
  }
  /** the first numbers, for the summary */
  get first(): number[] {
    return Array.from(this.data.subarray(0, 6));
  }
  protected override kind(): 'Tensor' {
    return 'Tensor';
  }
  override toJSON(): Record<string, unknown> {
    remember(this);
    return { tensor: this.dtype, shape: [...this.shape], first: this.first, id: this.id };
  }
  static is(value: unknown): value is Tensor {
    return isValue('Tensor', value);
  }
  static expect(value: unknown, where: string): Tensor {
    return expectValue<Tensor>('Tensor', value, where);
  }
}
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
brand('Tensor', Tensor, ({ shape, dtype, buffer }) => {
  if (!Array.isArray(shape) || !shape.every(size => Number.isSafeInteger(size) && size >= 0)) return false;
  return types.isSharedArrayBuffer(buffer) && buffer.byteLength === elements(shape) * BYTES[dtype as DType]!;
});
