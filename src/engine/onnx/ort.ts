import type * as OnnxRuntime from 'onnxruntime-web/wasm';

/** What onnxruntime-node and onnxruntime-web share: the API of onnxruntime-common. */
export type Ort = Pick<typeof OnnxRuntime, 'InferenceSession' | 'Tensor' | 'env'>;
export type OnnxEngineName = 'onnx' | 'onnx-wasm';
