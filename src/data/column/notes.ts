import type { ColumnType } from '../../spec';
import { shortDate } from '../cell/dates';
import { count, plural, quoted } from '../error-text';
import { numberText } from '../table/raw-table';
import type { Summary, TextKind } from './summary';
import type { Unread } from './unread';

/** Notes about the cells of a column: examples, missing marks, exceptions. */

/** Up to this share of exceptions, which count as missing, a column is one of numbers. */
export const MOST_EXCEPTIONS = 0.2;

/**
 * Texts among numbers or dates that count as missing though they are not known marks, as a sentence; [] if there are
 * none.
 */
export function exceptions(summary: Summary, unread: Unread, type: ColumnType): string[] {
  const { rowsOf, column } = summary;
  if (column.problem !== undefined || column.tensor !== undefined) return [];
  const isNumber = type === 'number' || type === 'integer';
  if (!isNumber && type !== 'date') return [];
  const words = rowsOf.word + rowsOf.duration;
  const others = isNumber
    ? words + rowsOf.date + unread.numbers - unread.durations
    : words + rowsOf.numeral + unread.dates;
  const codes = isNumber ? 0 : rowsOf.code;
  const rows = others + codes;
  if (rows === 0 || rows > MOST_EXCEPTIONS * summary.values) return [];
  const shown = isNumber
    ? unread.durations > 0
      ? unread.examples
      : [...unread.examples, ...some(summary, ['word', 'date', 'duration'])]
    : some(summary, ['word', 'numeral', 'duration']);
  return [
    `${plural(rows, 'value')} that ${rows === 1 ? 'is' : 'are'} no ${isNumber ? 'number' : 'date'} count${rows === 1 ? 's' : ''} as missing: ${shown.slice(0, 5).join(', ')}`,
  ];
}

function some(summary: Summary, kinds: readonly TextKind[]): string[] {
  return kinds
    .flatMap(kind => Array.from(summary.each(kind), ({ text, rows }) => ({ text, rows })))
    .sort((a, b) => b.rows - a.rows)
    .map(({ text, rows }) => (rows === 1 ? quoted(text) : `${quoted(text)} (${count(rows)})`));
}

/** The texts that mean a missing value, `"-" (15)`. */
export function marksOf(summary: Summary, type: ColumnType, labels: readonly string[]): string[] {
  const among = ['number', 'integer', 'date'].includes(type) || (type === 'boolean' && summary.isBoolean);
  const marks = some(summary, among ? ['missing', 'mark'] : ['missing']);
  return marks.filter(mark => !labels.some(label => mark.startsWith(quoted(label))));
}

/** `NA` among codes of two capital letters is Namibia, North America or sodium. */
export function labelMarks(summary: Summary, type: ColumnType): string[] {
  if (type !== 'category' || summary.marks !== null) return [];
  const marks = Array.from(summary.each('missing'), ({ text }) => text);
  if (!marks.includes('NA')) return [];
  for (const { text } of summary.each('word')) if (!/^[A-Z]{2}$/.test(text)) return [];
  return summary.rowsOf.word === summary.values && summary.values > 0 ? ['NA'] : [];
}

/** The rows with one of these labels, which the summary counts as missing. */
export function rowsOfMarks(summary: Summary, labels: readonly string[]): number {
  let rows = 0;
  if (labels.length > 0) for (const mark of summary.each('missing')) if (labels.includes(mark.text)) rows += mark.rows;
  return rows;
}

/** Of which kind of text the examples of a type are taken first: those that it reads. */
const KINDS = {
  number: ['numeral', 'code', 'duration', 'infinite', 'date', 'word'],
  date: ['date', 'numeral', 'code', 'duration', 'infinite', 'word'],
  text: ['word', 'date', 'duration', 'numeral', 'code', 'infinite', 'mark'],
} as const;

/** Some of its values; `labels`: missing marks that are values here. */
export function examples(summary: Summary, labels: readonly string[], type: ColumnType): string[] {
  const { column } = summary;
  if (column.tensor !== undefined) return [`[${column.tensor.shape.join(', ')}]`];
  const found = new Set<string>();
  const takeNumbers = (): void => {
    const { numbers } = column;
    for (let row = 0; numbers !== null && row < Math.min(numbers.length, 1000) && found.size < 5; row++)
      if (!Number.isNaN(numbers[row]!)) found.add(numberText(column, row));
  };
  const isNumber = type === 'number' || type === 'integer';
  if (isNumber) takeNumbers();
  for (const kind of KINDS[isNumber ? 'number' : type === 'date' ? 'date' : 'text'])
    for (const { text } of kind === 'mark' && type !== 'category' ? [] : summary.each(kind)) {
      if (found.size >= 5 - labels.length) break; // does not make strings of the other texts of a long column
      found.add(shortDate(text));
    }
  for (const label of labels) found.add(label);
  if (!isNumber) takeNumbers();
  return [...found];
}
