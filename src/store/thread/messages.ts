import type { Fault } from '../../process/fault';
import type { Pipeline } from '../../spec';
import type { CardFile } from '../card';

/** The files that the thread reads, and what it makes of them. */
export interface Contents {
  'card.json': CardFile;
  'pipeline.json': Pipeline | null;
}

export interface ThreadData {
  readonly file: keyof Contents;
  readonly bytes: Uint8Array;
}

export type FromThread =
  | { readonly kind: 'read'; readonly content: Contents[keyof Contents] }
  | { readonly kind: 'failed'; readonly fault: Fault };
