import type { ColumnType } from '../../spec';
import { shortDate } from '../cell/dates';
import { count, plural, quoted } from '../error-text';
import { numberText } from '../table/raw-table';
import type { Summary, TextKind } from './summary';
import type { Unread } from './unread';

/** What a report tells of the cells of a column: examples, marks of missing, exceptions. */

/** A column is one of numbers though so many of its values are none; they count as missing. */
export const MOST_EXCEPTIONS = 0.2;

/** What counts as missing among numbers or dates though it is no known mark, as a sentence; [] where there is nothing. */
export function exceptions(summary: Summary, unread: Unread, type: ColumnType): string[] {
  const { rowsOf, column } = summary;
  if (column.problem !== undefined || column.tensor !== undefined) return [];
  const isNumber = type === 'number' || type === 'integer';
  if (!isNumber && type !== 'date') return [];
  const others = isNumber ? rowsOf.word + rowsOf.date + unread.numbers : rowsOf.word + rowsOf.numeral + unread.dates;
  const codes = isNumber ? 0 : rowsOf.code;
  const rows = others + codes;
  if (rows === 0 || rows > MOST_EXCEPTIONS * summary.values) return [];
  const shown = isNumber
    ? [...unread.examples, ...some(summary, ['word', 'date'])]
    : some(summary, ['word', 'numeral']);
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

/** The texts that stand for no value, `"-" (15)`. */
export function marksOf(summary: Summary, type: ColumnType, labels: readonly string[]): string[] {
  const among = ['number', 'integer', 'date'].includes(type) || (type === 'boolean' && summary.isBoolean);
  const marks = some(summary, among ? ['missing', 'mark'] : ['missing']);
  return marks.filter(mark => !labels.some(label => mark.startsWith(quoted(label))));
}

/** `NA` among codes of two capitals is Namibia, North America or sodium. */
export function labelMarks(summary: Summary, type: ColumnType): string[] {
  if (type !== 'category' || summary.marks !== null) return [];
  const marks = Array.from(summary.each('missing'), ({ text }) => text);
  if (!marks.includes('NA')) return [];
  for (const { text } of summary.each('word')) if (!/^[A-Z]{2}$/.test(text)) return [];
  return summary.rowsOf.word === summary.values && summary.values > 0 ? ['NA'] : [];
}

/** The rows that hold one of these labels, which the summary counts as missing. */
export function rowsOfMarks(summary: Summary, labels: readonly string[]): number {
  let rows = 0;
  if (labels.length > 0) for (const mark of summary.each('missing')) if (labels.includes(mark.text)) rows += mark.rows;
  return rows;
}

/** Some of its values; `labels`: marks of missing that are values here. */
export function examples(summary: Summary, labels: readonly string[], type: ColumnType): string[] {
  const { column } = summary;
  if (column.tensor !== undefined) return [`[${column.tensor.shape.join(', ')}]`];
  const found = new Set<string>();
  const kinds = ['word', 'date', 'numeral', 'code', 'infinite'] as const;
  for (const kind of type === 'category' ? ([...kinds, 'mark'] as const) : kinds)
    for (const { text } of summary.each(kind)) {
      if (found.size >= 5 - labels.length) break; // the other texts of a long column are not made strings for it
      found.add(shortDate(text));
    }
  for (const label of labels) found.add(label);
  const { numbers } = column;
  for (let row = 0; numbers !== null && row < Math.min(numbers.length, 1000) && found.size < 5; row++)
    if (!Number.isNaN(numbers[row]!)) found.add(numberText(column, row));
  return [...found];
}
