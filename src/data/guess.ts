import { numberText, type RawTable } from './raw';
import { suggestedScaling } from './suggested-scaling';
import { MANY, Summary } from './summary';
import type { ColumnReport, ColumnType } from './types';
import { count, quoted } from './words';

/** Up to so many different texts are categories whatever the number of rows. */
const FEW = 10;
/** One-hot columns beyond this are rarely meant. */
const MOST_CATEGORIES = 200;

interface Guess {
  readonly type: ColumnType;
  readonly reason?: string;
  readonly problem?: { readonly row: number; readonly text: string };
}

/** What each column seems to be; for the form. */
export function guessColumns(raw: RawTable): ColumnReport[] {
  return raw.columns.map(column => {
    const summary = new Summary(column);
    if (column.tensor === undefined) summary.scan(0, raw.rows);
    const found = report(summary, raw.rows);
    return { ...found, ...suggestedScaling(summary, found, raw.rows) };
  });
}

/** The type of a scanned column and why. */
export function report(summary: Summary, rows: number, asTarget = false): ColumnReport {
  const { column } = summary;
  const guess = asTarget ? guessTarget(summary) : guessType(summary);
  const missing = column.tensor === undefined && guess.problem === undefined ? rows - summary.values : 0;
  return { name: column.name, examples: examples(summary), missing, distinct: summary.distinct, ...guess };
}

/**
 * - arrays: tensor. NaN: a problem to be mended. Nothing at all, or what no column can hold: ignored
 * - 0 and 1, or words such as yes and no: boolean
 * - numbers only: integer or number; `3,14` counts where no other reading is possible. Row numbers (1, 2, 3, … under a name
 *   such as `id`, or under none): ignored
 * - ISO 8601 dates only: date
 * - some text among numbers is a problem to be mended, unless the values repeat as categories do
 * - texts: a category while they repeat, else text
 */
function guessType(summary: Summary): Guess {
  const { column, numbers, texts, values, distinct } = summary;
  if (column.tensor !== undefined) return { type: 'tensor' };
  if (column.problem?.type !== undefined) {
    const { row, text, type } = column.problem;
    return { type, problem: { row, text: `expected a number, received ${text}` } };
  }
  if (column.problem !== undefined)
    return { type: 'ignored', reason: `holds ${column.problem.text}`, problem: column.problem };
  if (column.type !== undefined && values > 0) return { type: column.type };
  if (values === 0) return { type: 'ignored', reason: 'has no values' };
  if (summary.isBoolean) return { type: 'boolean' };
  if (texts === 0 && isRowNumber(summary)) return { type: 'ignored', reason: 'numbers its rows' };
  if (texts === 0) return { type: summary.allIntegers ? 'integer' : 'number' };
  if (summary.isDecimalComma) return { type: 'number' };
  if (summary.isDate) return { type: 'date' };
  const repeats = distinct <= values / 2 && distinct <= MOST_CATEGORIES;
  if (numbers >= 0.9 * values || (numbers > 0.5 * values && !repeats)) return textAmongNumbers(summary);
  if (repeats || (numbers === 0 && distinct <= FEW)) return { type: 'category' };
  return { type: 'text', reason: manyValues(summary) };
}

/** A target keeps more classes than a feature has categories, and is never a row number. */
function guessTarget(summary: Summary): Guess {
  const guess = guessType(summary);
  if (guess.reason === 'numbers its rows') return { type: 'integer' };
  if (guess.type === 'text' && summary.distinct <= summary.values / 2) return { type: 'category' };
  return guess;
}

function isRowNumber({ column, consecutive, allIntegers, numbers }: Summary): boolean {
  const called = /^(column 1'*|unnamed: 0|index|row|nr|no|#|(.*[^a-z])?id|.*[a-z]Id|.*ID)$/;
  const name = called.test(column.name) || called.test(column.name.toLowerCase());
  return name && consecutive && allIntegers && numbers > 2;
}

function textAmongNumbers(summary: Summary): Guess {
  const { column, firstText } = summary;
  const text = column.texts.at(column.codes![firstText]!);
  return {
    type: 'number',
    problem: {
      row: firstText,
      text: `expected a number, as in most rows, received ${quoted(text)}. Correct it, or set the type of the column`,
    },
  };
}

function manyValues({ distinct, values }: Summary): string {
  const different = distinct >= MANY ? `at least ${count(MANY)}` : count(distinct);
  return `has ${different} different texts in ${count(values)} rows: too many for categories`;
}

function examples(summary: Summary): string[] {
  const { column } = summary;
  if (column.tensor !== undefined) return [`[${column.tensor.shape.join(', ')}]`];
  const found = new Set<string>();
  for (const word of summary.eachWord()) if (found.add(word).size === 5) break;
  const { numbers } = column;
  for (let row = 0; numbers !== null && row < Math.min(numbers.length, 1000) && found.size < 5; row++)
    if (!Number.isNaN(numbers[row]!)) found.add(numberText(column, row));
  return [...found];
}
