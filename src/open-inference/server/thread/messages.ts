import type { Packed } from '../../../data/table/texts';
import type { Fault } from '../../../process/fault';
import type { InferenceRequest } from '../../protocol/request';
import type { NamedTensor } from '../../protocol/tensors';

/** Messages of the thread that reads a request. */

export interface ThreadData {
  readonly bytes: Uint8Array;
  readonly header: string | undefined;
}

/** Texts as bytes, because to receive many strings would take long. */
export interface PackedElements extends Packed {
  /** 1 for each text that is missing */
  readonly missing: Uint8Array;
}
export type SentTensor = Omit<NamedTensor, 'data'> & { readonly data: Float32Array | Float64Array | PackedElements };

export type FromThread =
  | {
      readonly kind: 'read';
      readonly request: Omit<InferenceRequest, 'inputs'>;
      readonly inputs: readonly SentTensor[];
    }
  | { readonly kind: 'failed'; readonly fault: Fault };
