import {
  badArgument,
  type ColumnHint,
  type ColumnType,
  choice,
  DATE_FORMATS,
  type FormatSettings,
  integer,
  number,
  type ReadOptions,
  SCALINGS,
} from '../../src';
import { messagePath, names, optional, type Setting, text } from '../shared/settings';

/** The settings of the node: the form and the runtime follow from the same lists. */

export const FORMATS = ['auto', 'csv', 'xlsx', 'json', 'jsonl'] as const;
export const DELIMITERS = ['auto', 'comma', 'semicolon', 'tab', 'pipe', 'space'] as const;
export const ENCODINGS = [
  ...['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250', 'windows-1251'],
  ...['gb18030', 'big5', 'shift_jis', 'euc-kr'],
] as const;
export const DECIMALS = ['auto', 'point', 'comma'] as const;
export const THOUSANDS = ['auto', 'none', 'point', 'comma', 'space', 'apostrophe'] as const;
export const DATE_ORDERS = ['auto', 'dmy', 'mdy', 'ymd'] as const;

const CHARACTERS = {
  ...{ none: '', comma: ',', semicolon: ';', tab: '\t', pipe: '|', space: ' ', point: '.', apostrophe: "'" },
} as const;

const COLUMN_TYPES: readonly ColumnType[] = [
  'number',
  'integer',
  'category',
  'boolean',
  'date',
  'text',
  'tensor',
  'ignored',
];

const HINTS: Readonly<Record<string, readonly unknown[]>> = {
  type: COLUMN_TYPES,
  scaling: SCALINGS,
  decimal: ['.', ','],
  date: DATE_FORMATS,
};

/** `auto`, or a list of { name, type, scaling, decimal, date } (as JSON too, from an environment variable). */
const hints: Setting<readonly ColumnHint[]> = {
  default: [],
  parse(value, subject, name) {
    if (value === 'auto' || value === null) return [];
    const list: unknown = typeof value === 'string' ? parseJson(value) : value;
    const isSet = (word: unknown) => word !== undefined && word !== 'auto';
    const right = (hint: unknown): hint is ColumnHint => {
      const said = (hint ?? {}) as Record<string, unknown>;
      const known = Object.entries(HINTS).every(([key, words]) => !isSet(said[key]) || words.includes(said[key]));
      return typeof said.name === 'string' && said.name !== '' && known;
    };
    if (!Array.isArray(list) || !list.every(right)) {
      const words = Object.entries(HINTS).map(([key, known]) => `${key} (${known.join(' ')})`);
      throw badArgument(subject, name, `auto or a list of { name, … } with ${words.join(', ')}`, value);
    }
    return list.map(hint => {
      const said = Object.entries(hint).filter(([key, word]) => key === 'name' || (key in HINTS && isSet(word)));
      return Object.fromEntries(said) as unknown as ColumnHint;
    });
  },
};

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined; // the caller says what was expected
  }
}

/** How the text is cut and read. */
export const reading = {
  format: choice(FORMATS, 'auto'),
  delimiter: choice(DELIMITERS, 'auto'),
  encoding: choice(ENCODINGS, 'auto'),
  skipLines: integer({ min: 0, max: 10_000, default: 0 }),
  sheet: text(),
  decimal: choice(DECIMALS, 'auto'),
  thousands: choice(THOUSANDS, 'auto'),
  dateOrder: choice(DATE_ORDERS, 'auto'),
  missing: names(),
};

export const settings = {
  source: choice(['payload', 'file', 'example'], 'payload'),
  property: messagePath('payload'),
  file: text(),
  ...reading,
  target: names(),
  sampleWeight: text(),
  columns: hints,
  validation: optional(number({ min: 0, max: 0.9, default: 0.2 })),
  test: optional(number({ min: 0, max: 0.9, default: 0.2 })),
  splitBy: optional(choice(['random', 'stratified', 'time', 'column'], 'random')),
  splitColumn: text(),
  seed: optional(integer({ min: 0, max: 2 ** 31 - 1, default: 0 })),
};

type Reading = { readonly [K in keyof typeof reading]: (typeof reading)[K] extends Setting<infer V> ? V : never };

const isSet = <T extends string>(word: T | 'auto'): word is Exclude<T, 'auto'> => word !== 'auto';

/** What the reader is told. */
export const readOptions = ({ format, delimiter, encoding, skipLines, sheet }: Reading): ReadOptions => ({
  format,
  ...(isSet(delimiter) && { delimiter: CHARACTERS[delimiter] }),
  ...(isSet(encoding) && { encoding }),
  ...(skipLines > 0 && { skipLines }),
  ...(sheet !== '' && { sheet }),
});

/** What is said of all columns. */
export const formatSettings = ({ decimal, thousands, dateOrder, missing }: Reading): FormatSettings => ({
  ...(isSet(decimal) && { decimal: CHARACTERS[decimal] as '.' | ',' }),
  ...(isSet(thousands) && { thousands: CHARACTERS[thousands] }),
  ...(isSet(dateOrder) && { dateOrder }),
  ...(missing.length > 0 && { missing }),
});
