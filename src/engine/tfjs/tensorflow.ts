import type { TensorData } from '../../spec';

/**
 * The functions of TensorFlow.js that are used, so that nothing of it is imported here. The modules
 * `@tensorflow/tfjs` and `@tensorflow/tfjs-node` have them all; their own types are wider (tensors or nested arrays,
 * ranks), so a module is cast to this one where it is loaded.
 */
export interface Tensor {
  readonly shape: number[];
  readonly dtype: string;
  readonly size: number;
  data(): Promise<TensorData>;
  dataSync(): TensorData;
  dispose(): void;
}

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;
type Reduction = (x: Tensor, axes: number[], keepDims: boolean) => Tensor;

export type UnaryName =
  | ('neg' | 'exp' | 'log' | 'sqrt' | 'abs' | 'relu' | 'sigmoid' | 'tanh' | 'softplus' | 'erf')
  | ('sin' | 'cos' | 'sign' | 'floor' | 'logicalNot' | 'softmax' | 'logSoftmax');
export type BinaryName =
  | ('add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum')
  | ('greater' | 'greaterEqual' | 'less' | 'equal');
export type ReductionName = 'sum' | 'max' | 'min';

export type TensorFlow = Record<UnaryName, Unary> &
  Record<BinaryName, Binary> &
  Record<ReductionName, Reduction> &
  OtherFunctions;

interface OtherFunctions {
  tensor(data: TensorData, shape: number[], dtype: 'float32' | 'int32' | 'bool'): Tensor;
  scalar(value: number, dtype: 'float32' | 'int32'): Tensor;
  cast(x: Tensor, dtype: 'float32' | 'int32' | 'bool'): Tensor;
  where(condition: Tensor, a: Tensor, b: Tensor): Tensor;

  argMax(x: Tensor, axis: number): Tensor;

  reshape(x: Tensor, shape: number[]): Tensor;
  transpose(x: Tensor, perm: number[]): Tensor;
  broadcastTo(x: Tensor, shape: number[]): Tensor;
  slice(x: Tensor, begin: number[], size: number[]): Tensor;
  pad(x: Tensor, paddings: [number, number][]): Tensor;
  concat(xs: Tensor[], axis: number): Tensor;
  split(x: Tensor, sizes: number[], axis: number): Tensor[];
  stack(xs: Tensor[], axis?: number): Tensor;
  unstack(x: Tensor, axis?: number): Tensor[];

  matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor;
  gather(x: Tensor, indices: Tensor, axis: number): Tensor;
  unsortedSegmentSum(x: Tensor, segments: Tensor, count: number): Tensor;
  oneHot(indices: Tensor, depth: number): Tensor;

  tidy<T extends Tensor[]>(f: () => T): T;
  clone(x: Tensor): Tensor;
  memory(): { numTensors: number };
}
