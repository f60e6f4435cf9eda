import { parseDate } from '../cell/dates';
import { durationOf } from '../cell/durations';
import { isMissing, isMissingNumber } from '../cell/marks';
import { NO_NUMBER, numeralOf } from '../cell/numeral';
import { listed } from '../error-text';
import { isFilled, rowsOf, textAt } from '../table/raw-rows';
import type { RawColumn, RawTable } from '../table/raw-table';
import { type Header, headerOf } from './header';

/**
 * The row below a header may belong to it: units (`[s];[°C]`, or `kg;€` as data loggers and spreadsheets write them), or
 * the names of columns below those of their groups (`Q1;;Q2;` above `sales;costs;sales;costs`).
 */

/** The rows that show which columns hold values. */
const LOOKED_AT = 50;
/** A column holds values if this share of its cells are numbers or dates. */
const MOST = 0.8;

const IN_BRACKETS = /^(?:\[[^\]]*\]|\([^)]*\))$/;
const SIGN = /[\p{L}\p{Sc}%‰°]/u;

/** `[s]`, possibly beside `[-]` or `[1]`; `(1,200)` is a negative amount. */
const inBrackets = (texts: readonly string[]): boolean =>
  texts.length > 1 &&
  texts.every(text => IN_BRACKETS.test(text) && numeralOf(text).kind === NO_NUMBER) &&
  texts.some(text => SIGN.test(text));

/** The table without such a row, and with a sentence that says so. */
export function joinHeaders(table: RawTable, header: Header): RawTable {
  const { rows, columns, dialect } = table;
  if (rows < 2) return table;
  const below = columns.map(column => textAt(column, 0));
  const filled = below.filter((_, i) => isFilled(columns[i]!, 0));
  const bracketed = inBrackets(filled);
  if (!bracketed && !areNames(table, below)) return table;
  const written = columns.map(({ name }) => header.written[header.names.indexOf(name)] ?? '');
  const body = rowsOf(table, 1, rows);
  const grouped = !bracketed && areGroups(written, below);
  const joined = grouped ? headerOf(grouping(written, below)) : null;
  const said =
    joined !== null
      ? `the header has two rows, which are joined: ${listed(joined.names, 5)}`
      : bracketed || filled.every(isUnit)
        ? `the row below the header is left out: it holds the units ${listed(filled, 5)}`
        : `the row below the header is left out: it describes the columns, ${listed(filled, 5)}`;
  const warnings = (dialect?.warnings ?? []).filter(text => joined === null || !header.warnings.includes(text));
  return {
    ...body,
    columns: body.columns.map((column, i) => (joined === null ? column : { ...column, name: joined.names[i]! })),
    dialect: {
      ...dialect,
      warnings: [...warnings, ...(joined?.warnings ?? [])],
      leftOut: [...(dialect?.leftOut ?? []), said],
    },
  };
}

const isMark = (text: string): boolean => isMissing(text) || isMissingNumber(text);
/** Written beside a number, it would be its unit. */
const isUnit = (text: string): boolean => isMark(text) || numeralOf(`1${text}`).unit === text;
/** `<5`, `≥ 10`, `5-6`: bounds and ranges are values that could not be measured exactly. */
const BOUND_OR_RANGE = /^(?:[<>≤≥≈~]=?\s*[+-]?[\d.,]+|[\d.,]+\s*[-–…]\s*[\d.,]+)(?!\p{L})/u;
const isValue = (text: string): boolean =>
  numeralOf(text).kind !== NO_NUMBER ||
  !Number.isNaN(parseDate(text, 'dmy')) ||
  durationOf(text) !== null ||
  BOUND_OR_RANGE.test(text);

/** Does the first row hold words in all columns of which the other rows hold numbers or dates? */
function areNames({ columns, rows }: RawTable, below: readonly string[]): boolean {
  if (rows < 3) return false;
  let [values, words] = [0, 0];
  const different = new Set<string>();
  for (const [i, column] of columns.entries()) {
    if (!holdsValues(column, rows)) continue;
    values++;
    const text = below[i]!;
    if (text === '' ? isFilled(column, 0) : isValue(text)) return false;
    if (text === '' || isMark(text)) continue;
    words++;
    different.add(text);
  }
  const [first = ''] = different;
  if (words > 1 && different.size === 1 && !isUnit(first)) return false; // `error;error` is a row of values that failed
  if (words === 1) return values === 1 && below.every(isUnit);
  return words > 1 && 2 * words >= values;
}

function holdsValues(column: RawColumn, rows: number): boolean {
  if (column.tensor !== undefined) return false;
  let [filled, values] = [0, 0];
  for (let row = 1; row < Math.min(rows, LOOKED_AT); row++) {
    if (!isFilled(column, row)) continue;
    const text = textAt(column, row);
    if (text !== '' && isMark(text)) continue;
    filled++;
    if (text === '' || isValue(text)) values++;
  }
  return filled > 1 && values >= MOST * filled;
}

/** Names of groups stand once above several columns, or once above each of them. */
function areGroups(written: readonly string[], below: readonly string[]): boolean {
  const gaps = written.some((name, i) => i > 0 && name === '' && below[i] !== '');
  return gaps || new Set(written).size < written.length;
}

/** `Q1 sales`, `Q1 costs`: a group reaches to the next one, and the last one is not wider than those before it. */
function grouping(written: readonly string[], below: readonly string[]): string[] {
  const starts = written.flatMap((name, i) => (name !== '' && below[i] !== '' ? [i] : []));
  const widths = starts.slice(1).map((start, i) => start - starts[i]!);
  const end = (starts.at(-1) ?? 0) + Math.max(...(widths.length > 0 ? widths : [written.length]));
  let group = '';
  return written.map((name, i) => {
    if (name !== '') group = name;
    if (below[i] === '') return name;
    return i < end || name !== '' ? `${group} ${below[i]}`.trim() : below[i]!;
  });
}

/**
 * Is the row above a header one of groups, and no title? Then it tells columns of the same name apart.
 * `above`, `header`: their cells
 */
export function isGroupRow(above: readonly string[], header: readonly string[]): boolean {
  const names = header.map(cell => cell.trim()).filter(cell => cell !== '');
  return above.filter(cell => cell.trim() !== '').length > 1 && new Set(names).size < names.length;
}
