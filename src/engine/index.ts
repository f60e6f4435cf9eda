export * from './choose';
export type * from './engine';
export {
  InstallFailure,
  type InstallOptions,
  type InstallReason,
  type InstallState,
  NATIVE_RANGE,
  NativeInstaller,
} from './install';
export { type FileOptions, readOnnx, writeOnnx } from './onnx';
export { type Opened, openModelFile, openSession } from './open';
