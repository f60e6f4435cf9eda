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
export { type Opened, openModelFile, openSession } from './open';
export { type FileOptions, readOnnx, writeOnnx } from './ort';
export { portableRewrites, rewritesFor } from './rewrites';
