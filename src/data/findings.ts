import type { Column, ColumnReport, DatasetOptions, Findings, Pipeline } from '../spec';
import { POINT_SHOWN } from './column/format';
import { count, listed, plural, quoted } from './error-text';
import { classHint, scalingNote, tinyWarning } from './pipeline/scaling-notes';
import type { Dialect } from './table/raw-table';
import { constantColumn } from './table/rows';
import { unseenClasses } from './targets';
import { unused } from './used-columns';

interface Made {
  readonly columns: readonly Column[];
  readonly reports: readonly ColumnReport[];
  readonly options: DatasetOptions;
  readonly targets: readonly string[];
  readonly pipeline: Pipeline;
  /** columns that are not features because they have another role: weights, the split */
  readonly parts: readonly (string | undefined)[];
  readonly rows: number;
  readonly dropped: number;
  readonly train: Int32Array;
  /** what the reader found */
  readonly dialect: Dialect;
}

/** The alternatives for a text that repeats. */
const LOOKED_UP = ', or read it with an embedding layer, after an input node of this column only';

/**
 * Everything about the data that was found out rather than set: what is left out and why, what may have been misread,
 * and how the columns were read. Nothing is left out without an entry here.
 */
export function findingsOf(made: Made): Findings {
  const { columns, reports, targets, pipeline, parts, train, dialect } = made;
  const features = new Map(pipeline.features.map(part => [part.name, part]));
  const lookups = new Set(pipeline.lookups?.map(({ name }) => name));
  const leftOut: string[] = [...(dialect.leftOut ?? []), ...rowsLeftOut(made)];
  const warnings: string[] = [...(dialect.warnings ?? [])];
  const notes: string[] = [];
  const byUser = new Set((made.options.columns ?? []).filter(({ type }) => type === 'ignored').map(({ name }) => name));
  const hinted = (made.options.columns ?? []).filter(hint => hint.type !== undefined);
  const typed = new Set(hinted.map(({ name }) => name));
  for (const [i, column] of columns.entries()) {
    const { name, type } = column;
    const report = reports[i]!;
    const isRead = features.has(name) || targets.includes(name) || parts.includes(name);
    if (!isRead && !byUser.has(name))
      leftOut.push(`${unused(column, report.reason)}${lookups.has(name) ? LOOKED_UP : ''}`);
    if (!isRead) continue;
    const target = pipeline.targets.find(part => part.name === name);
    const part = target ?? features.get(name);
    const say = (text: string) => `column ${quoted(name)}: ${text}`;
    warnings.push(...report.warnings.map(say));
    notes.push(...report.notes.filter(note => !isUsual(note)).map(say));
    const unseen = targets.includes(name) ? unseenClasses(column, train) : [];
    if (unseen.length > 0)
      warnings.push(say(`no training row has the class ${listed(unseen, 5)}; split the rows stratified by the target`));
    const isDoubted = typed.has(name) || report.mayBeClasses === true;
    const hint = target && !isDoubted ? classHint(target, column) : null;
    const tiny = part ? tinyWarning(part, column) : null;
    const scaling = part ? scalingNote(part) : null;
    warnings.push(...[hint, tiny].flatMap(text => (text === null ? [] : [say(text)])));
    if (scaling !== null) notes.push(say(scaling));
    const constant = type !== 'tensor' ? constantColumn(column, train) : null;
    if (constant !== null && features.has(name))
      warnings.push(say(`has the same value in all training rows, ${quoted(constant)}: it carries no information`));
    if (constant !== null && target && target.classes === undefined)
      warnings.push(say(`has the same value in all training rows, ${quoted(constant)}: there is nothing to predict`));
  }
  return { leftOut, warnings, notes };
}

/** Is this the warning above, of the column? */
export const isConstantWarning = (text: string, column: string): boolean =>
  text.startsWith(`column ${quoted(column)}: `) && text.endsWith(': it carries no information');

function rowsLeftOut({ rows, dropped, targets, reports }: Made): string[] {
  if (dropped === 0) return [];
  const marks = reports.filter(({ name }) => targets.includes(name)).flatMap(({ marks }) => marks);
  const these = marks.length > 0 ? ` (${marks.slice(0, 5).join(', ')})` : '';
  const have = dropped === 1 ? 'has' : 'have';
  const remedy = marks.length > 0 ? '; if that is a class, set the missing values' : '';
  return [
    `${count(dropped)} of ${plural(rows, 'row')} ${have} no value of the target ${listed(targets)}${these}${remedy}`,
  ];
}

/** Numbers with a decimal point are expected, so the dataset has no note about them; the form has. */
const isUsual = (note: string): boolean => note.startsWith(POINT_SHOWN);
