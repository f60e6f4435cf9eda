import type { EngineName, Feeds, HostTensor } from '../../engine/engine';
import type { Limits } from '../../graph';
import type { Fault } from './fault';

/** What a thread for inference is given when it starts: one model, made ready once. */
export interface Opening {
  /** in shared memory, so that it is not copied */
  readonly onnx: Uint8Array;
  readonly engine: EngineName | 'auto';
  readonly resolveFrom: readonly string[];
}

/** What a thread is told when it starts. */
export interface ThreadData {
  readonly opening: Opening;
  readonly limits: Limits;
}

/** Feeds travel by transfer or in shared memory, never by copy. */
export interface ToThread {
  readonly run: number;
  readonly feeds: Feeds;
}

export type FromThread =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly fault: Fault }
  | {
      readonly kind: 'done';
      readonly run: number;
      readonly results: Readonly<Record<string, HostTensor>>;
      /** of the run itself, milliseconds */
      readonly time: number;
      /** bytes by which this process has grown in this thread's runs, all together */
      readonly grown: number;
    }
  | { readonly kind: 'failed'; readonly run: number; readonly fault: Fault };
