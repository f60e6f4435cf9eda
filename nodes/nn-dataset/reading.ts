import type { DatasetOptions, FormatSettings, ReadOptions, Settings } from '../../src';
import { seriesOptions } from './series';
import type settings from './settings';
import type { reading } from './settings';

/** From the node's settings to the options of the reader. */

type Reading = Settings<typeof reading>;

const CHARACTERS = {
  ...{ none: '', comma: ',', semicolon: ';', tab: '\t', pipe: '|', space: ' ', point: '.', apostrophe: "'" },
} as const;

const isSet = <T extends string>(word: T | 'auto'): word is Exclude<T, 'auto'> => word !== 'auto';

/** The options of the reader. */
export const readOptions = ({ format, delimiter, encoding, skipLines, sheet }: Reading): ReadOptions => ({
  format,
  ...(isSet(delimiter) && { delimiter: CHARACTERS[delimiter] }),
  ...(isSet(encoding) && { encoding }),
  ...(skipLines !== null && { skipLines }),
  ...(sheet !== '' && { sheet }),
});

/** The number and date formats that apply to all columns. */
export const formatSettings = ({ decimal, thousands, dateOrder, missing }: Reading): FormatSettings => ({
  ...(isSet(decimal) && { decimal: CHARACTERS[decimal] as '.' | ',' }),
  ...(isSet(thousands) && { thousands: CHARACTERS[thousands] }),
  ...(isSet(dateOrder) && { dateOrder }),
  ...(missing.length > 0 && { missing }),
});

/** The options of the dataset: columns, targets, splits. */
export const datasetOptions = (options: Omit<Settings<typeof settings.properties>, 'language'>): DatasetOptions => ({
  ...formatSettings(options),
  columns: options.columns,
  targets: options.target,
  sampleWeight: options.sampleWeight || undefined,
  validation: options.validation,
  test: options.test,
  splitBy: options.splitBy,
  splitColumn: options.splitColumn || undefined,
  seed: options.seed ?? undefined,
  series: seriesOptions(options),
});
