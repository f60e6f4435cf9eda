import type * as OnnxRuntime from 'onnxruntime-node';
import type { SyncSession } from './sync-session';

type Session = OnnxRuntime.InferenceSession | SyncSession;

/** What we use of onnxruntime-node; its sessions may be synchronous ones. */
export interface Ort extends Pick<typeof OnnxRuntime, 'Tensor' | 'env'> {
  readonly InferenceSession: {
    create(onnx: Uint8Array, options: OnnxRuntime.InferenceSession.SessionOptions): Promise<Session>;
  };
}
