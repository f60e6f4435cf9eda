/** The graph: dimensions, ops, gradient. Everything that other folders use of it stands here. */
export * from './dimensions';
export type * from './emitter';
export { gradient } from './gradient';
export { hashUniform, mixKey, uniformSequence } from './hash';
export { dependents, fresh, make, rebuild, scoped, topological } from './node';
export { ops } from './ops';
export * from './ops/binary';
export * from './ops/indexing';
export * from './ops/leaves';
export * from './ops/matmul';
export * from './ops/parts';
export * from './ops/random';
export * from './ops/reductions';
export * from './ops/shape';
export * from './ops/unary';
export type * from './row';
export type { Tensor, TensorData, TensorFlow } from './tfjs';
export type * from './types';
