import type { ColumnFormat, ColumnReport, ColumnType } from '../../spec';
import { clockOf } from '../cell/dates';
import { INFINITE, numeralOf } from '../cell/numeral';
import { isClock } from '../cell/parse-cell';
import { count, listed, quoted } from '../error-text';
import { Pacer } from '../pace';
import type { RawTable } from '../table/raw-table';
import { contextOf, type FormatSettings, type Reading, readingOf } from './format';
import {
  caseWarning,
  dayOrMonthWarning,
  postalCodeWarning,
  spacesNote,
  unitsWarning,
  writtenTwice,
} from './label-doubts';
import { isIdentifier, isRowNumber, isTime } from './name-hints';
import { examples, exceptions, labelMarks, MOST_EXCEPTIONS, marksOf, rowsOfMarks } from './notes';
import { MANY } from './number-summary';
import { summariesOf } from './summaries';
import { Summary, type TextKind } from './summary';
import { typedLook } from './typed-look';
import { areDurations, mayBeLabels } from './unit-reading';
import type { Unread } from './unread';

/** Up to this many different texts are categories, whatever the number of rows. */
const FEW = 10;
/** More one-hot columns are rarely intended. */
const MOST_CATEGORIES = 200;
/** With fewer different numbers, and repeated texts among them, all are categories: then nothing is lost. */
const SCALE = 20;

const ROW_NUMBER = 'numbers its rows';
const IDENTIFIER =
  'seems to be an identifier, a number of its own in nearly each row; set its type to integer to use it';

interface Guess {
  readonly type: ColumnType;
  readonly reason?: string;
  readonly problem?: { readonly row: number; readonly text: string };
}

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
  return summaries.map((_, i) => reportOf(i));
}

/** The same with pauses, so that Node-RED never waits for a long table. */
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
    return { ...found, warnings, ...typedLook(summary, found, raw.rows) };
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
  const ofColumn = [unitsWarning, caseWarning, postalCodeWarning].flatMap(doubtOf => doubtOf(summary, type));
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
      ...(isRead ? reading.notes : []),
      ...(isRead && type !== 'date' ? reading.beside.notes : []),
      ...(clock ? [clock.note] : []),
      ...(marks.length > 0 ? [`no value is what ${marks.slice(0, 5).join(', ')} stands for`] : []),
      ...label.map(mark => `${quoted(mark)} is a label like the others, not a mark of missing`),
    ],
    warnings: [
      ...(isRead ? reading.warnings : []),
      ...(isRead && type !== 'date' ? reading.beside.warnings : []),
      ...exceptionWarnings,
      ...doubts,
      ...dayOrMonthWarning(summary, type),
    ],
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

/**
 * - arrays: tensor. NaN: a problem to fix. No values at all, or values that no column can hold: ignored
 * - 0 and 1, or words such as yes and no: boolean
 * - numbers, with units and thousands separators: integer or number. Row numbers (1, 2, 3, … under a name such as `id`,
 *   or without a name) and identifiers: ignored
 * - lengths of time: number
 * - dates: date
 * - numbers or dates with a few other texts among them: these count as missing. With more, it is a problem to fix,
 *   unless the values repeat as categories do
 * - texts: a category if they repeat, else text
 */
function guessType(summary: Summary, unread: Unread): Guess {
  const { column, rowsOf, values, distinct } = summary;
  if (column.tensor !== undefined) return { type: 'tensor' };
  if (column.problem?.type !== undefined) {
    const { row, text, type } = column.problem;
    return { type, problem: { row, text: `expected a number, received ${text}` } };
  }
  if (column.problem !== undefined)
    return { type: 'ignored', reason: `holds ${column.problem.text}`, problem: column.problem };
  if (values === 0) return { type: 'ignored', reason: 'has no values' };
  if (column.binary) return { type: 'ignored', reason: 'holds bytes' };
  if (column.type !== undefined) return { type: column.type };
  if (summary.isBoolean) return { type: 'boolean' };
  const numbers = summary.numbers + rowsOf.numeral - unread.numbers;
  const dates = rowsOf.date - unread.dates;
  const nearly = (some: number) => values - some <= MOST_EXCEPTIONS * values;
  const repeats = distinct <= values / 2 && distinct <= MOST_CATEGORIES;
  if (numbers === values && isRowNumber(summary)) return { type: 'ignored', reason: ROW_NUMBER };
  if (numbers === values && isTime(summary)) return { type: 'date' };
  if (numbers === values && isIdentifier(summary)) return { type: 'ignored', reason: IDENTIFIER };
  if (areDurations(summary) && nearly(numbers + unread.durations)) return { type: 'number' };
  if (numbers === values && repeats && distinct <= SCALE && mayBeLabels(summary)) return { type: 'category' };
  if (numbers === values && !summary.allPlus) return { type: unread.whole ? 'integer' : 'number' };
  if (dates === values) return { type: 'date' };
  if (nearly(dates)) return { type: 'date' };
  const scale = !repeats || summary.distinctNumbers > SCALE;
  const codes = rowsOf.code > 0 || summary.allPlus;
  if (!codes && nearly(numbers + rowsOf.infinite) && scale)
    return rowsOf.infinite > 0
      ? textAmongNumbers(summary, ['infinite'])
      : { type: unread.whole ? 'integer' : 'number' };
  if (!codes && numbers > 0.5 * values && !repeats)
    return textAmongNumbers(summary, ['word', 'date', 'infinite', 'numeral']);
  if (repeats || (numbers === 0 && distinct <= FEW)) return { type: 'category' };
  return { type: 'text', reason: manyValues(summary) };
}

/**
 * A target may have more classes than a feature has categories, and is never a row number; repeated times are classes.
 */
function guessTarget(summary: Summary, unread: Unread): Guess {
  const guess = guessType(summary, unread);
  const { timesOfDay, values, distinct } = summary;
  if (guess.type === 'date' && timesOfDay === values && distinct <= values / 2) return { type: 'category' };
  if (guess.reason === ROW_NUMBER || guess.reason === IDENTIFIER || (guess.type === 'date' && summary.numbers > 0))
    return { type: 'integer' };
  if (guess.type === 'text' && summary.distinct <= summary.values / 2) return { type: 'category' };
  return guess;
}

function textAmongNumbers(summary: Summary, kinds: readonly TextKind[]): Guess {
  const { column } = summary;
  const row = summary.firstOf(kinds);
  const text = column.texts.at(column.codes![row]!);
  const received = numeralOf(text).kind === INFINITE ? `${text.startsWith('-') ? '-' : ''}Infinity` : quoted(text);
  return {
    type: 'number',
    problem: {
      row,
      text: `expected a number, as in most rows, received ${received}. Correct it, or set the type of the column`,
    },
  };
}

function manyValues(summary: Summary): string {
  const { distinct, values, units } = summary;
  const remedy = distinct <= values / 2 ? '; set its type to category to use it anyway' : '';
  const different = distinct >= MANY ? `at least ${count(MANY)}` : count(distinct);
  const mixed = [...units.keys()].filter(unit => unit !== '');
  const reason = `has ${different} different texts in ${count(values)} rows: too many for categories`;
  return mixed.length < 2 ? reason + remedy : `${reason}${remedy}; its numbers have the units ${listed(mixed, 5)}`;
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
