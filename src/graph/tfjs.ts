/**
 * The functions of TensorFlow.js that rows of the ops table call, as a structural type: `@tensorflow/tfjs`,
 * `@tensorflow/tfjs-node` and their namespaces all fit, and nothing of them is imported.
 */
export interface Tensor {
  readonly shape: number[];
  readonly dtype: string;
  readonly size: number;
  data(): Promise<TensorData>;
  dataSync(): TensorData;
  dispose(): void;
}
export type TensorData = Float32Array | Int32Array | Uint8Array;

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;
type Reduction = (x: Tensor, axes: number[], keepDims: boolean) => Tensor;

export interface TensorFlow {
  tensor(data: TensorData, shape: number[], dtype: 'float32' | 'int32' | 'bool'): Tensor;
  scalar(value: number, dtype: 'float32' | 'int32'): Tensor;
  cast(x: Tensor, dtype: 'float32' | 'int32' | 'bool'): Tensor;

  neg: Unary;
  exp: Unary;
  log: Unary;
  sqrt: Unary;
  abs: Unary;
  relu: Unary;
  sigmoid: Unary;
  tanh: Unary;
  erf: Unary;
  sign: Unary;
  floor: Unary;
  softplus: Unary;
  softmax: Unary;
  logSoftmax: Unary;
  logicalNot: Unary;

  add: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  pow: Binary;
  maximum: Binary;
  minimum: Binary;
  greater: Binary;
  greaterEqual: Binary;
  less: Binary;
  equal: Binary;
  where(condition: Tensor, a: Tensor, b: Tensor): Tensor;

  sum: Reduction;
  max: Reduction;
  min: Reduction;
  argMax(x: Tensor, axis: number): Tensor;

  reshape(x: Tensor, shape: number[]): Tensor;
  transpose(x: Tensor, perm: number[]): Tensor;
  broadcastTo(x: Tensor, shape: number[]): Tensor;
  slice(x: Tensor, begin: number[], size: number[]): Tensor;
  pad(x: Tensor, paddings: [number, number][]): Tensor;
  concat(xs: Tensor[], axis: number): Tensor;
  split(x: Tensor, sizes: number[], axis: number): Tensor[];
  stack(xs: Tensor[], axis?: number): Tensor;

  matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor;
  gather(x: Tensor, indices: Tensor, axis: number): Tensor;
  unsortedSegmentSum(x: Tensor, segments: Tensor, count: number): Tensor;
  oneHot(indices: Tensor, depth: number): Tensor;

  tidy<T extends Tensor[]>(f: () => T): T;
  keep(x: Tensor): Tensor;
  memory(): { numTensors: number };
}
