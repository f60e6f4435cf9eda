import type { Dataset } from '../values/dataset';
import type { RawTable } from './raw';
import type { Column, ColumnReport, DatasetOptions, Encoded, Pipeline, PreparedRecords, TargetPipeline } from './types';

export type { RawColumn, RawTable } from './raw';
export type * from './types';

export type TableFormat = 'auto' | 'csv' | 'json' | 'jsonl';
export type TableSource =
  | { readonly file: string }
  | { readonly text: string | Uint8Array; readonly name?: string }
  | { readonly records: readonly unknown[]; readonly name?: string }
  | { readonly features: unknown; readonly targets: unknown; readonly name?: string };
export interface ReadOptions {
  readonly format?: TableFormat;
  /** bytes; default 1 GiB */
  readonly sizeLimit?: number;
  /** stop after so many rows (a preview) */
  readonly maxRows?: number;
}

const soon = (): never => {
  throw new Error('not written yet');
};
/** Reads a table without holding the event loop for more than some milliseconds at a time. */
export const readTable = async (_source: TableSource, _options: ReadOptions = {}): Promise<RawTable> => soon();
/** What each column seems to be; for the form. */
export const guessColumns = (_raw: RawTable): ColumnReport[] => soon();
/** Types, split and pipeline. Asynchronous, so that a long table does not hold the event loop. */
export const makeDataset = async (_raw: RawTable, _options: DatasetOptions): Promise<Dataset> => soon();
export const fitPipeline = (
  _columns: readonly Column[],
  _targets: readonly string[],
  _trainRows: Int32Array,
): Pipeline => soon();
/** Shape of one encoded row: a single tensor column keeps its own, several columns are [total width]. null: all features. */
export const inputShape = (_pipeline: Pipeline, _columns: readonly string[] | null): number[] => soon();
/** Float32 [rows, ...inputShape]. */
export const encodeFeatures = (
  _pipeline: Pipeline,
  _wanted: readonly string[] | null,
  _data: Dataset | readonly Column[],
  _rows: Int32Array,
): Encoded => soon();
/** `index`: Int32 [n]; `one-hot`: Float32 [n, classes]; `number`: Float32 [n, 1], standardised (regression) or 0/1 (binary); tensor targets: [n, ...shape]. */
export const encodeTarget = (
  _target: TargetPipeline,
  _form: 'index' | 'one-hot' | 'number',
  _data: Dataset | readonly Column[],
  _rows: Int32Array,
): Encoded => soon();
/** Raw records (objects, arrays, Tensors) at prediction time. */
export const recordsToColumns = (_pipeline: Pipeline, _records: unknown): PreparedRecords => soon();
/** Outputs of the network (probabilities, or standardised numbers) as answers, one for each row. */
export const decodePrediction = (
  _target: TargetPipeline,
  _output: Float32Array,
  _shape: readonly number[],
  _mode: 'scores' | 'label',
): unknown[] => soon();
export const EXAMPLES = ['penguins', 'cars'] as const;
/** A table from the package's own `data/`. */
export const exampleData = async (_name: string): Promise<RawTable> => soon();
/** The same dataset with only the columns that its pipeline reads: what the training process needs. */
export const usedColumns = (_dataset: Dataset): Dataset => soon();
