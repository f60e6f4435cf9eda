import {
  choice,
  columnName,
  defineSettings,
  EXAMPLES,
  FORMS,
  file,
  LANGUAGES,
  messagePath,
  names,
  number,
  optionalInteger,
  required,
  type Setting,
  text,
  texts,
  when,
} from '../../src';
import { columnHints } from './column-hints';
import migrations from './migrations';
import { rare, series } from './series';

const ENCODINGS = [
  ...['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250', 'windows-1251'],
  ...['gb18030', 'big5', 'shift_jis', 'euc-kr'],
] as const;

/** Settings that do not apply to the packaged examples; `formats`: only for data in these formats. */
const read = <T>(setting: Setting<T>, formats?: readonly string[]): Setting<T> =>
  when({ source: ['payload', 'file'], ...(formats && { format: ['auto', ...formats] }) }, setting);
/** Series are split by time. */
const table = <T>(setting: Setting<T>): Setting<T> => when({ series: ['false'] }, setting);
const share = when(
  [{ splitBy: ['random', 'stratified', 'time', 'group'] }, { series: ['true'] }],
  number({ min: 0, max: 0.9, default: 0.2 }),
);

/** How the text is split and parsed. */
export const reading = {
  format: read(choice(['auto', 'csv', 'xlsx', 'json', 'jsonl'], 'auto')),
  delimiter: read(choice(['auto', 'comma', 'semicolon', 'tab', 'pipe', 'space'], 'auto'), ['csv']),
  encoding: read(choice(ENCODINGS, 'auto'), ['csv', 'json', 'jsonl']),
  sheet: read(text('sheet'), ['xlsx']),
  skipLines: read(optionalInteger({ min: 0, max: 10_000 }), ['csv', 'xlsx']),
  decimal: read(choice(['auto', 'point', 'comma'], 'auto')),
  thousands: read(choice(['auto', 'none', 'point', 'comma', 'space', 'apostrophe'], 'auto')),
  dateOrder: read(choice(['auto', 'dmy', 'mdy', 'ymd'], 'auto')),
  missing: read(texts()),
};

export default defineSettings({
  group: 'data',
  inputs: 1,
  outputs: 1,
  secondOutput: 'report',
  properties: {
    source: choice(['file', 'payload', 'example'], 'payload'),
    property: when({ source: ['payload'] }, messagePath('payload')),
    file: when({ source: ['file', 'example'] }, required('the name of a file', file(EXAMPLES))),
    target: names(),
    columns: columnHints,
    ...series,
    ...reading,
    sampleWeight: table(columnName()),
    splitBy: table(choice(['random', 'stratified', 'time', 'group', 'column'], 'random')),
    // Without a column, rows are taken to be in order of time.
    splitColumn: when(
      { series: ['false'], splitBy: ['time', 'group', 'column'] },
      required('the name of a column', columnName(), { series: ['false'], splitBy: ['group', 'column'] }),
    ),
    validation: share,
    test: share,
    seed: table(optionalInteger({ min: 0, max: 2 ** 31 - 1 })),
    report: choice(['off', 'report', ...FORMS], 'off'),
    language: when({ report: [...FORMS] }, choice(['auto', ...LANGUAGES], 'auto')),
  },
  more: [...rare, ...(Object.keys(reading) as (keyof typeof reading)[]), 'sampleWeight', 'seed', 'report', 'language'],
  newNode: { source: 'file', splitBy: 'stratified' },
  sidebar: ['data'],
  reports: true,
  label: ['file', 'target'],
  migrations,
});
