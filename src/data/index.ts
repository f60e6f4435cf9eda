/**
 * From the user's data to the network's input: read (files, texts, records, arrays) → types (guessed, corrected) →
 * split → pipeline (fitted on the training rows) → encoded rows; and from outputs back to answers.
 */

export { drawBackground, rowsOf } from './background';
export type { FormatSettings } from './column/format';
export { guessColumns, guessWithPauses } from './column/guess';
export { makeDataset } from './dataset';
export { didYouMean } from './error-text';
export { EXAMPLES, exampleData } from './examples';
export { foldsOf } from './folds';
export { type DataSource, loadDataset, lookAtColumns, sheetsIn } from './load';
export { Pacer } from './pace';
export { categoriesOf, indexedColumn } from './pipeline/categories';
export { decodePrediction, ownUnit, type PredictionMode } from './pipeline/decode';
export { chosenColumns, encodeFeatures, encodeShared, inputCategories, inputShape } from './pipeline/encode';
export { type Part, recordsToColumns } from './pipeline/records';
export { encodeSharedTarget, encodeTarget } from './pipeline/target';
export { unscaled } from './pipeline/unscaled';
export { type Control as ReadControl, ReaderProcess } from './process/client';
export { ReaderPool } from './process/pool';
export { type ReadOptions, readTable, type TableFormat, type TableSource } from './read';
export { splitRecords } from './read/split-orient';
export { channelNames, channelPlaces } from './series/channels';
export { type Incoming, Intake, type KeyedReading } from './series/live/intake';
export { type Every, type KeptSeries, SeriesStream } from './series/live/stream';
export { StreamPacker, type StreamState, seriesOf } from './series/live/stream-state';
export { Track } from './series/live/track';
export { type AboutWindow, windowMessage } from './series/live/window-message';
export { isWindow, type LiveWindow, type NoWindow } from './series/live-window';
export { normalSensors } from './series/normal';
export { periodLength } from './series/period-length';
export { type Keyed, type Reading as SeriesReading, SeriesReader } from './series/reader';
export { areReadings, readingsToColumns, whyNot, windowsToColumns } from './series/records';
export { spanOf, spanText } from './series/span';
export { stepTimes } from './series/step-times';
export { rowReader, type WrittenRow } from './table/as-written';
export type { RawColumn, RawTable } from './table/raw-table';
export { wholeNames } from './table/whole-names';
export { unusedColumns, usedColumns } from './used-columns';
