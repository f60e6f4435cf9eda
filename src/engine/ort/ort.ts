import type * as OnnxRuntime from 'onnxruntime-node';

/** What is used of onnxruntime-node. */
export type Ort = Pick<typeof OnnxRuntime, 'InferenceSession' | 'Tensor' | 'env'>;
