import type { ColumnFormat, ColumnReport, ColumnType } from '../../spec';
import { clockOf } from '../cell/dates';
import { isClock } from '../cell/parse-cell';
import { quoted } from '../error-text';
import { Pacer } from '../pace';
import type { RawTable } from '../table/raw-table';
import { farMark } from './far-mark';
import { contextOf, type FormatSettings, type Reading, readingOf } from './format';
import { guessTarget, guessType } from './guess-type';
import {
  caseWarning,
  dayOrMonthWarning,
  numbersAsLabels,
  postalCodeWarning,
  spacesNote,
  unitsWarning,
  writtenTwice,
  yesOrNoWarning,
} from './label-doubts';
import { examples, exceptions, labelMarks, marksOf, rowsOfMarks } from './notes';
import { MANY } from './number-summary';
import { summariesOf } from './summaries';
import { Summary } from './summary';
import { typedLook } from './typed-look';
import type { Unread } from './unread';

/** What each column seems to be, for the form. */
export function guessColumns(raw: RawTable, settings: FormatSettings = {}): ColumnReport[] {
  const marks = settings.missing === undefined ? null : new Set(settings.missing);
  const summaries = raw.columns.map(column => {
    const summary = new Summary(column, marks);
    if (column.tensor === undefined) {
      summary.scan(0, raw.rows);
      summary.scanTexts(0, column.texts.length);
    }
    return summary;
  });
  const reportOf = reporter(raw, summaries, settings);
  return summaries.map((summary, i) => {
    const found = reportOf(i);
    return { ...found, ...typedLook(summary, found, raw.rows) };
  });
}

/** The same with pauses, so that Node-RED never waits for a long table; without scaling and distribution of the values. */
export async function guessWithPauses(raw: RawTable, settings: FormatSettings = {}): Promise<ColumnReport[]> {
  const pacer = new Pacer();
  const summaries = await summariesOf(raw, settings, pacer);
  const reportOf = reporter(raw, summaries, settings);
  const reports: ColumnReport[] = [];
  for (let i = 0; i < summaries.length; i++) {
    reports.push(reportOf(i));
    await pacer.pause();
  }
  return reports;
}

function reporter(raw: RawTable, summaries: readonly Summary[], settings: FormatSettings): (i: number) => ColumnReport {
  const context = contextOf(summaries, raw.dialect);
  // Findings about the whole table are reported with its first column: the form shows columns only.
  const ofTable = [...(raw.dialect?.leftOut ?? []), ...(raw.dialect?.warnings ?? [])];
  return i => {
    const summary = summaries[i]!;
    const found = report(summary, raw.rows, readingOf(summary, context, settings));
    const warnings = i === 0 ? [...ofTable, ...found.warnings] : found.warnings;
    return { ...found, warnings };
  };
}

interface ReportOptions {
  readonly asTarget?: boolean;
  /** the type that was set */
  readonly hint?: ColumnType;
  /** set by the user, who needs no hint what else it may be */
  readonly byUser?: boolean;
}

/** The type of a scanned column, and why. */
export function report(
  summary: Summary,
  rows: number,
  reading: Reading,
  { asTarget = false, hint, byUser = false }: ReportOptions = {},
): ColumnReport {
  const { column } = summary;
  const unread = summary.unread(reading.format);
  const guess = asTarget ? guessTarget(summary, unread) : guessType(summary, unread);
  const type = hint ?? guess.type;
  const exceptionWarnings = exceptions(summary, unread, type);
  const label = labelMarks(summary, type);
  const clock = type === 'date' && summary.numbers > 0 && !isClock(reading.format.date) ? clockNote(summary) : null;
  const format: ColumnFormat = {
    ...formatFor(type, reading.format),
    ...(clock && { date: clock.date }),
    ...(column.binary && { bytes: 'hex' as const }),
    ...(label.length > 0 && { labels: label }),
    ...(exceptionWarnings.length > 0 && { lenient: true as const }),
    ...(column.optional && { optional: true as const }),
  };
  const marks = marksOf(summary, type, label);
  const ofTarget = asTarget ? writtenTwice(summary, type) : [];
  const ofColumn = [unitsWarning, caseWarning, yesOrNoWarning, postalCodeWarning, farMark].flatMap(doubtOf =>
    doubtOf(summary, type),
  );
  const doubts = byUser ? [] : [...ofColumn, ...ofTarget];
  const isRead = ['number', 'integer', 'date'].includes(type);
  const problem = hint === undefined || hint === guess.type ? guess.problem : undefined;
  const missing =
    column.tensor === undefined && problem === undefined
      ? rows - known(summary, unread, type) - rowsOfMarks(summary, label)
      : 0;
  return {
    name: column.name,
    examples: examples(summary, label, type),
    missing,
    distinct: Math.min(MANY, summary.distinct + label.length + (type === 'category' ? summary.distinctMarks : 0)),
    ...guess,
    type,
    format,
    marks,
    notes: [
      ...spacesNote(column, type),
      ...(byUser ? numbersAsLabels(column, type) : []),
      ...(isRead ? reading.notes : []),
      ...(isRead && type !== 'date' ? reading.beside.notes : []),
      ...(clock ? [clock.note] : []),
      ...(marks.length > 0 ? [`counted as missing: ${marks.slice(0, 5).join(', ')}`] : []),
      ...label.map(mark => `${quoted(mark)} is a label like the others, not a mark of missing`),
    ],
    warnings: [
      ...(isRead ? reading.warnings : []),
      ...(isRead && type !== 'date' ? reading.beside.warnings : []),
      ...exceptionWarnings,
      ...doubts,
      ...dayOrMonthWarning(summary, type),
    ],
    ...(doubts.some(text => ofTarget.includes(text)) && { mayBeClasses: true as const }),
  };
}

/** The part of a format that applies to this type. */
function formatFor(type: ColumnType, format: ColumnFormat): ColumnFormat {
  const { decimal, thousands, unit, magnitudes, duration, date, missing } = format;
  const isNumber = type === 'number' || type === 'integer';
  return {
    ...(isNumber && decimal !== undefined && { decimal }),
    ...(isNumber && thousands !== undefined && { thousands }),
    ...(isNumber && unit !== undefined && { unit }),
    ...(isNumber && magnitudes !== undefined && { magnitudes }),
    ...(isNumber && duration !== undefined && { duration }),
    ...(type === 'date' && date !== undefined && { date }),
    ...(missing !== undefined && { missing }),
  };
}

/** The rows with a value if the column is of this type. */
function known(summary: Summary, unread: Unread, type: ColumnType): number {
  const { values, rowsOf, numbers } = summary;
  if (type === 'number' || type === 'integer')
    return numbers + rowsOf.numeral + rowsOf.code - unread.numbers + unread.durations;
  if (type === 'date') return numbers + rowsOf.date - unread.dates;
  return values + (type === 'boolean' && summary.isBoolean ? 0 : rowsOf.mark);
}

function clockNote({ least, largest }: Summary) {
  const date = clockOf(least, largest);
  const words = {
    seconds: 'seconds since 1970',
    milliseconds: 'milliseconds since 1970',
    year: 'years',
    compact: 'dates such as 20240531',
  };
  return { date, note: `the numbers are read as ${words[date]}` };
}
