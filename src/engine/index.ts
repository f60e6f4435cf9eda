export * from './choose';
export type * from './engine';
export { type FileOptions, wasmFiles, writeOnnx } from './onnx';
