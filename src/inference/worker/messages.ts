import type { EngineName } from '../../engine/engine';
import type { Shipped } from '../../engine/wasm/shipped';
import type { Limits } from '../../graph';
import type { Feeds, HostTensor } from '../../spec';
import type { InputPort } from '../ports';
import type { Fault } from './fault';

/** What a thread for inference is given when it starts: one model, made ready once. */
export interface Opening {
  /** in shared memory, so that it is not copied */
  readonly onnx: Uint8Array;
  readonly engine: EngineName | 'auto';
  readonly resolveFrom: readonly string[];
  /** of the rows that are tried */
  readonly inputs: readonly Pick<InputPort, 'name' | 'shape' | 'dtype'>[];
  /** milliseconds that a row may take to be answered outside of the thread; 0: it never is */
  readonly rowLimit: number;
}

/** A model as the thread that asked for it can run it itself, in a moment. */
export interface Handover {
  /** compiled here */
  readonly shipped: Shipped | null;
  /** ONNX Runtime opens the file once more */
  readonly native: boolean;
  /** so many rows and more are ONNX Runtime's, where there are both */
  readonly nativeFrom: number;
  readonly nativeFewer: boolean;
}

/** What a thread is told when it starts. */
export interface ThreadData {
  readonly opening: Opening;
  readonly limits: Limits;
  /** bytes that a model may use, at most */
  readonly memory: number;
}

/** Feeds travel by transfer or in shared memory, never by copy. */
export interface ToThread {
  readonly run: number;
  readonly feeds: Feeds;
}

export type FromThread =
  | {
      readonly kind: 'open';
      /** the least milliseconds of a row; 0 where zeros are no row of this model */
      readonly time: number;
      readonly mixes: string | null;
      readonly notes: readonly string[];
      /** null: the thread answers for it */
      readonly handover: Handover | null;
    }
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
