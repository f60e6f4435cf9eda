import type { Limits } from '../../graph';
import type { Fault } from '../../process/fault';
import type { ForeignFile, Imported } from '../foreign';

/** The input of the thread, at its start: one file, in shared memory. */
export interface ToImport {
  readonly file: ForeignFile;
  readonly limits: Limits;
  /** bytes of weights that it may read */
  readonly mostBytes: number;
  /** the file, in errors */
  readonly subject: string;
}

export type FromImport =
  | { readonly kind: 'done'; readonly imported: Imported }
  | { readonly kind: 'failed'; readonly fault: Fault };
