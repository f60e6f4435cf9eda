import { badArgument } from '../errors';
import { type Converter, converter } from './convert';
import { report } from './guess';
import type { Pacer } from './pace';
import type { RawColumn, RawTable } from './raw';
import { Summary } from './summary';
import type { Column, ColumnType, DatasetOptions } from './types';
import { cellError, columnError, unknownColumn } from './words';

const TYPES: readonly ColumnType[] = ['number', 'integer', 'category', 'boolean', 'date', 'text', 'tensor', 'ignored'];

export interface TypedColumns {
  readonly columns: readonly Column[];
  /** what the split goes by: labels (column) or numbers (time); null: nothing */
  readonly splitKey: Column | null;
}

/** Gives every column its type, the user's or the guessed one, and converts it. */
export async function typedColumns(
  raw: RawTable,
  { targets, sampleWeight }: { readonly targets: readonly string[]; readonly sampleWeight: string | null },
  options: DatasetOptions,
  subject: string,
  pacer: Pacer,
): Promise<TypedColumns> {
  const hints = checkedHints(raw, options, subject);
  const splitName = checkedSplitColumn(raw, options, subject);
  const columns: Column[] = [];
  let splitKey: Column | null = null;
  const finish = async (work: Converter) => {
    await pacer.blocks(raw.rows, (from, to) => work.fill(from, to));
    return work.finish();
  };
  for (const column of raw.columns) {
    const summary = new Summary(column);
    if (column.tensor === undefined) await pacer.blocks(raw.rows, (from, to) => summary.scan(from, to));
    const isKey = column.name === splitName;
    if (isKey) splitKey = await finish(splitConverter(column, summary, raw.rows, options, subject));
    const type =
      column.name === sampleWeight ? 'number' : isKey && options.splitBy === 'column' ? 'ignored' : undefined;
    const isTarget = targets.includes(column.name);
    const decided = type ?? decide(summary, raw.rows, hints.get(column.name), isTarget, subject);
    columns.push(await finish(converter(column, decided, raw.rows, subject, summary.isDecimalComma)));
    await pacer.breathe();
  }
  return { columns, splitKey };
}

function checkedHints(raw: RawTable, { columns = [] }: DatasetOptions, subject: string): Map<string, ColumnType> {
  const names = raw.columns.map(c => c.name);
  const hints = new Map<string, ColumnType>();
  for (const { name, type } of columns) {
    if (!names.includes(name)) throw unknownColumn(subject, 'columns', name, names);
    if (type === undefined) continue;
    if (!TYPES.includes(type)) throw badArgument(subject, `the type of column "${name}"`, TYPES.join(', '), type);
    hints.set(name, type);
  }
  return hints;
}

const SPLITS = ['random', 'stratified', 'time', 'column'];

function checkedSplitColumn(raw: RawTable, options: DatasetOptions, subject: string): string | null {
  const { splitBy, splitColumn = '' } = options;
  const names = raw.columns.map(c => c.name);
  if (splitBy !== undefined && !SPLITS.includes(splitBy))
    throw badArgument(subject, 'splitBy', SPLITS.join(', '), splitBy);
  if (splitBy !== 'time' && splitBy !== 'column') return null;
  if (splitColumn === '' && splitBy === 'time') return null;
  if (!names.includes(splitColumn)) throw unknownColumn(subject, 'splitColumn', splitColumn, names);
  return splitColumn;
}

/** The type of a column, or the error that keeps it from having one. */
function decide(
  summary: Summary,
  rows: number,
  hint: ColumnType | undefined,
  isTarget: boolean,
  subject: string,
): ColumnType {
  const { column } = summary;
  if (hint === 'ignored' && !isTarget) return hint;
  const hasProblem = column.problem !== undefined;
  if (column.tensor === undefined && summary.values === 0 && !hasProblem)
    throw columnError(subject, column.name, 'has no values at all; remove it, or set its type to ignored');
  const guess = report(summary, rows, isTarget);
  if (hint === undefined && guess.problem !== undefined && (guess.type !== 'ignored' || isTarget))
    throw cellError(subject, column.name, guess.problem.row, guess.problem.text);
  const type = hint ?? guess.type;
  if (!isTarget) return type;
  const mend = 'set its type to category, number, boolean or integer';
  if (type === 'text' || type === 'ignored')
    throw columnError(subject, column.name, `cannot be the target: it ${guess.reason ?? `is ${type}`}; ${mend}`);
  if (type === 'date') throw columnError(subject, column.name, `cannot be the target: it holds dates; ${mend}`);
  return type;
}

/** The split's own view of its column, whatever the column is as a feature. */
function splitConverter(
  column: RawColumn,
  summary: Summary,
  rows: number,
  { splitBy }: DatasetOptions,
  subject: string,
): Converter {
  if (splitBy === 'column') return converter(column, 'category', rows, subject);
  const work = converter(column, summary.texts > 0 ? 'date' : 'number', rows, subject);
  return {
    fill: work.fill,
    finish() {
      const times = work.finish();
      const missing = times.data.findIndex(Number.isNaN);
      if (missing >= 0) throw cellError(subject, column.name, missing, 'expected a time to split by, received nothing');
      return times;
    },
  };
}
