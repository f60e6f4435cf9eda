import type { EngineName } from '../../engine/engine';
import type { Shipped } from '../../engine/wasm/shipped';
import type { Limits } from '../../graph';
import type { Fault } from '../../process/fault';
import type { Feeds, HostTensor } from '../../spec';
import type { ConfidentSource } from '../confident-file';
import type { InputPort } from '../ports';

/** The input of an inference thread at its start: one model. */
export interface Opening {
  /** in shared memory, so that it is not copied */
  readonly onnx: Uint8Array;
  readonly engine: EngineName | 'auto';
  readonly resolveFrom: readonly string[];
  /** of ONNX Runtime */
  readonly threads: number;
  /** for the rows of zeros that are tried */
  readonly inputs: readonly Pick<InputPort, 'name' | 'shape' | 'dtype'>[];
  /** of a model whose confidence is asked for: the thread writes its `confidentFile` and opens that */
  readonly confident?: ConfidentSource;
  /** rows that take less time, in milliseconds, are computed outside this thread; 0: none */
  readonly rowLimit: number;
}

/** A model in a form that the requesting thread can run with little work. */
export interface Handover {
  /** compiled in this thread */
  readonly shipped: Shipped | null;
  /** ONNX Runtime opens the file again */
  readonly native: boolean;
  /** ONNX Runtime runs this many rows and more, if both engines are available */
  readonly nativeFrom: number;
  readonly nativeFewer: boolean;
}

/** The data of a thread at its start. */
export interface ThreadData {
  readonly opening: Opening;
  readonly limits: Limits;
  /** memory limit of a model, bytes */
  readonly memory: number;
}

/** Feeds are transferred or in shared memory, never copied. */
export interface ToThread {
  readonly run: number;
  readonly feeds: Feeds;
}

export type FromThread =
  | {
      readonly kind: 'open';
      /** the least time of a row, milliseconds; 0 if zeros are not a valid row of this model */
      readonly time: number;
      readonly mixes: string | null;
      readonly notes: readonly string[];
      /** null: the thread answers */
      readonly handover: Handover | null;
      /** the output with what confidence needs; null: there is none */
      readonly confident: string | null;
      /** the file that the thread wrote, where ONNX Runtime opens it again elsewhere */
      readonly written: Uint8Array | null;
    }
  | { readonly kind: 'closed'; readonly fault: Fault }
  | {
      readonly kind: 'done';
      readonly run: number;
      readonly results: Readonly<Record<string, HostTensor>>;
      /** of the run itself, milliseconds */
      readonly time: number;
      /** total growth of the process in this thread's runs, bytes */
      readonly grown: number;
    }
  | { readonly kind: 'failed'; readonly run: number; readonly fault: Fault };
