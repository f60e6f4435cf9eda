/**
 * From what a user has to what a network takes: read (files, texts, records, arrays) → types (guessed, corrected) → split →
 * pipeline (fitted on the training rows) → encoded rows; and from outputs back to answers.
 */

export { makeDataset } from './dataset';
export { DATE_FORMATS } from './dates';
export { EXAMPLES, exampleData } from './examples';
export type { FormatSettings } from './format';
export { guessColumns } from './guess';
export { type DataSource, loadDataset, lookAtColumns } from './load';
export { wholeNames } from './names';
export { categoriesOf, indexedColumn } from './pipeline/categories';
export { decodePrediction, type PredictionMode } from './pipeline/decode';
export { encodeFeatures, inputCategories, inputShape } from './pipeline/encode';
export { fitPipeline } from './pipeline/fit';
export { recordsToColumns } from './pipeline/records';
export { SCALINGS } from './pipeline/scales';
export { encodeTarget } from './pipeline/target';
export { type Control as ReadControl, ReaderProcess } from './process/client';
export type { RawColumn, RawTable } from './raw';
export { type ReadOptions, readTable, type TableFormat, type TableSource } from './read';
export type * from './types';
export { unusedColumns, usedColumns } from './used';
export { didYouMean } from './words';
