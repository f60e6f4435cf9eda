import type { ColumnType } from '../../spec';
import { INFINITE, numeralOf } from '../cell/numeral';
import { count, listed, quoted } from '../error-text';
import { areIdentifiers, isIdentifier, isRowNumber, isTime } from './name-hints';
import { MOST_EXCEPTIONS } from './notes';
import { MANY } from './number-summary';
import type { Summary, TextKind } from './summary';
import { areDurations, mayBeLabels } from './unit-reading';
import type { Unread } from './unread';

/** Which type suits the values of a column. */

/** Up to this many different texts are categories, whatever the number of rows. */
const FEW = 10;
/** More one-hot columns are rarely intended. */
const MOST_CATEGORIES = 200;
/** With fewer different numbers, and repeated texts among them, all are categories: then nothing is lost. */
const SCALE = 20;

const ROW_NUMBER = 'numbers its rows';
const IDENTIFIER =
  'seems to be an identifier, a number of its own in nearly each row; set its type to integer to use it';

const IDENTIFYING =
  'seems to be an identifier, a text of its own in nearly each row; set its type to category to use it anyway';

export interface Guess {
  readonly type: ColumnType;
  readonly reason?: string;
  readonly problem?: { readonly row: number; readonly text: string };
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
export function guessType(summary: Summary, unread: Unread): Guess {
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
export function guessTarget(summary: Summary, unread: Unread): Guess {
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
  if (areIdentifiers(summary)) return IDENTIFYING;
  const { distinct, values, units } = summary;
  const remedy = distinct <= values / 2 ? '; set its type to category to use it anyway' : '';
  const different = distinct >= MANY ? `at least ${count(MANY)}` : count(distinct);
  const mixed = [...units.keys()].filter(unit => unit !== '');
  const reason = `has ${different} different texts in ${count(values)} rows: too many for categories`;
  return mixed.length < 2 ? reason + remedy : `${reason}${remedy}; its numbers have the units ${listed(mixed, 5)}`;
}
