import { badArgument } from '../../errors';
import {
  COLUMN_TYPES,
  type Column,
  type ColumnHint,
  type ColumnReport,
  type ColumnType,
  type DatasetOptions,
  type SplitBy,
} from '../../spec';
import { cellError, columnError, unknownColumn } from '../error-text';
import type { Pacer } from '../pace';
import type { RawTable } from '../table/raw-table';
import { type Converter, converter } from './convert';
import { contextOf, type Reading, readingOf } from './format';
import { report } from './guess';
import { summariesOf } from './summaries';
import type { Summary } from './summary';

export interface TypedColumns {
  readonly columns: readonly Column[];
  /** what the split is based on: labels (column) or numbers (time); null: nothing */
  readonly splitKey: Column | null;
  readonly reports: readonly ColumnReport[];
}

/** Determines the type of every column, the user's or the guessed one, and converts it. `known`: what `summariesOf` found. */
export async function typedColumns(
  raw: RawTable,
  { targets, sampleWeight }: { readonly targets: readonly string[]; readonly sampleWeight: string | null },
  options: DatasetOptions,
  pacer: Pacer,
  known?: readonly Summary[],
): Promise<TypedColumns> {
  const hints = checkedHints(raw, options);
  const splitName = checkedSplitColumn(raw, options);
  const summaries = known ?? (await summariesOf(raw, options, pacer));
  const context = contextOf(summaries, raw.dialect);
  const columns: Column[] = [];
  const reports: ColumnReport[] = [];
  let splitKey: Column | null = null;
  const finish = async (work: Converter) => {
    await pacer.blocks(raw.rows, (from, to) => work.fill(from, to));
    return work.finish();
  };
  for (const summary of summaries) {
    const { column } = summary;
    const hint = hints.get(column.name);
    const reading = readingOf(summary, context, options, hint);
    const isKey = column.name === splitName;
    if (isKey) splitKey = await finish(splitConverter(summary, reading, raw.rows, options));
    const isTarget = targets.includes(column.name);
    const isWeight = column.name === sampleWeight;
    const fixed = isWeight ? 'number' : isKey && isOnlyKey(options.splitBy) ? 'ignored' : undefined;
    const type = fixed ?? decide(summary, raw.rows, reading, hint?.type, isTarget);
    const byUser = hint?.type !== undefined;
    const found = report(summary, raw.rows, reading, { asTarget: isTarget, hint: type, byUser });
    const format = isWeight ? reading.format : found.format;
    columns.push(await finish(converter(column, type, raw.rows, format, summary)));
    reports.push(found);
    await pacer.pause();
  }
  return { columns, splitKey, reports };
}

function checkedHints(raw: RawTable, { columns = [] }: DatasetOptions): Map<string, ColumnHint> {
  const names = raw.columns.map(c => c.name);
  const hints = new Map<string, ColumnHint>();
  for (const hint of columns) {
    const { name, type } = hint;
    if (!names.includes(name)) throw unknownColumn('columns', name, names);
    if (type !== undefined && !COLUMN_TYPES.includes(type))
      throw badArgument(`the type of column "${name}"`, COLUMN_TYPES.join(', '), type);
    hints.set(name, hint);
  }
  return hints;
}

const SPLITS = ['random', 'stratified', 'time', 'group', 'column'];

/** Is the column of such a split no feature? What belongs together is not known of new rows. */
export const isOnlyKey = (splitBy: SplitBy | undefined): boolean => splitBy === 'column' || splitBy === 'group';

function checkedSplitColumn(raw: RawTable, options: DatasetOptions): string | null {
  const { splitBy, splitColumn = '' } = options;
  const names = raw.columns.map(c => c.name);
  if (splitBy !== undefined && !SPLITS.includes(splitBy)) throw badArgument('splitBy', SPLITS.join(', '), splitBy);
  if (splitBy !== 'time' && !isOnlyKey(splitBy)) return null;
  if (splitColumn === '' && splitBy === 'time') return null;
  if (!names.includes(splitColumn)) throw unknownColumn('splitColumn', splitColumn, names);
  return splitColumn;
}

/** The type of a column, or the error that prevents it. */
function decide(
  summary: Summary,
  rows: number,
  reading: Reading,
  hint: ColumnType | undefined,
  isTarget: boolean,
): ColumnType {
  const { column } = summary;
  if (hint === 'ignored' && !isTarget) return hint;
  const hasProblem = column.problem !== undefined;
  const isEmpty = column.tensor === undefined && summary.values === 0 && !hasProblem;
  if (isEmpty && hint === undefined && !isTarget) return 'ignored';
  if (isEmpty) throw columnError(column.name, 'has no values at all; remove it, or set its type to ignored');
  const guess = report(summary, rows, reading, { asTarget: isTarget });
  if (hint === undefined && guess.problem !== undefined && (guess.type !== 'ignored' || isTarget))
    throw cellError(column.name, guess.problem.row, guess.problem.text);
  const type = hint ?? guess.type;
  if (!isTarget) return type;
  const remedy = 'set its type to category, number, boolean or integer';
  if (type === 'text' || type === 'ignored')
    throw columnError(column.name, `cannot be the target: it ${guess.reason ?? `is ${type}`}; ${remedy}`);
  if (type === 'date') throw columnError(column.name, `cannot be the target: it holds dates; ${remedy}`);
  return type;
}

/** Converts the split's column for the split, whatever the column is as a feature. */
function splitConverter(summary: Summary, { format }: Reading, rows: number, { splitBy }: DatasetOptions): Converter {
  const { column } = summary;
  if (splitBy === 'column') return converter(column, 'category', rows);
  if (splitBy === 'group') {
    const groups = converter(column, 'category', rows);
    return known(
      groups,
      column.name,
      ({ data }) => data.findIndex((code: number) => code < 0),
      'expected a group to split by, received nothing',
    );
  }
  const work = converter(column, summary.rowsOf.date > 0 ? 'date' : 'number', rows, format);
  return known(
    work,
    column.name,
    ({ data }) => data.findIndex(Number.isNaN),
    'expected a time to split by, received nothing',
  );
}

/** The conversion, with an error if a row has no value. */
function known(work: Converter, name: string, missing: (column: Column) => number, problem: string): Converter {
  return {
    fill: work.fill,
    finish() {
      const column = work.finish();
      const row = missing(column);
      if (row >= 0) throw cellError(name, row, problem);
      return column;
    },
  };
}
