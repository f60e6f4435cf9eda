import type { Fault } from '../../process/fault';
import type { DatasetOptions } from '../../spec';
import type { FormatSettings } from '../column/format';
import type { ReadOptions, TableSource } from '../read';

/** The small messages between Node-RED and the reader process; tables and datasets travel by file. */

/** What is read: a file, an example, or the content of the file between the processes: a text or a table. */
export type Work = { readonly source: Source; readonly read: ReadOptions } & (
  | { readonly kind: 'dataset'; readonly dataset: DatasetOptions }
  | { readonly kind: 'columns'; readonly settings: FormatSettings }
  /** the names of the sheets of a workbook */
  | { readonly kind: 'sheets' }
);
export type Source =
  | Extract<TableSource, { file: string }>
  | { readonly example: string }
  | { readonly name: string; readonly place: Place; readonly bytes: number }
  | { readonly table: Place };

/** Two unlinked files that both processes have open: one in memory, one on disk. */
export type Place = 'memory' | 'disk';
export const DESCRIPTORS: Readonly<Record<Place, number>> = { memory: 4, disk: 5 };

export type FromReader =
  /** share of the text read so far, 0 … 1 */
  | { readonly kind: 'progress'; readonly share: number }
  /** the file with the answer */
  | { readonly kind: 'done'; readonly place: Place }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** The only argument of the process, JSON. */
export interface ReaderSettings {
  readonly parent: number;
  /** bytes of resident memory above which it ends itself */
  readonly memoryLimit: number;
  /** added to its priority: 0 … 19 */
  readonly nice: number;
}
