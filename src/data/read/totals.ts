import { count, quoted } from '../error-text';
import { isFilled, rowsOf, textAt } from '../table/raw-rows';
import type { RawColumn, RawTable } from '../table/raw-table';

/** Exports end with the totals of their columns, followed by notes: none of these is a row like the others. */

const WORDS: ReadonlySet<string> = new Set([
  ...['total', 'totals', 'grand total', 'subtotal', 'sub total', 'sum', 'average', 'mean', 'count'],
  ...['summe', 'summen', 'gesamt', 'gesamtsumme', 'zwischensumme', 'insgesamt', 'gesamtbetrag', 'endsumme'],
  ...['durchschnitt', 'mittelwert', 'anzahl', 'totaux', 'total général', 'sous-total', 'somme', 'moyenne'],
  ...['suma', 'total general', 'promedio', 'totale', 'somma', 'media', 'totaal', 'gemiddelde', 'soma', 'total geral'],
  ...['итого', 'всего', '合计', '总计', '小计', '总和', '平均', '平均值', '合計', '總計', '小計', '合计：'],
]);

/** Some of them are names and values too: only numbers that are computed of the rows above tell that they begin a total. */
const VALUES: ReadonlySet<string> = new Set([
  ...['sum', 'average', 'mean', 'count', 'anzahl', 'media', 'suma', 'soma', 'somma', 'promedio', 'moyenne', 'somme'],
]);

/** How far a rounded sum or mean may be from the exact one, relative to it. */
const ROUNDED = 0.005;

/** A total is one of this many last rows, with notes below it. */
const LOOKED_AT = 8;
/** In a table with fewer rows, a total may be an ordinary row. */
const FEWEST = 4;

/** The table without totals, notes and blank rows at its end; a note says so. */
export function withoutTotals(table: RawTable): RawTable {
  const { columns, dialect } = table;
  const first = firstTotal(table);
  if (first === null) return table;
  const word = textAt(columns[first.column]!, first.row);
  if (!isOnly(columns[first.column]!, first.row)) {
    const doubt = `rows that begin with ${quoted(word)} may be sums of others; remove them if they are`;
    return { ...table, dialect: { ...dialect, warnings: [...(dialect?.warnings ?? []), doubt] } };
  }
  if (VALUES.has(plain(word)) && !isComputed(table, first.row)) {
    const kept = `the row that begins with ${quoted(word)} is kept, because its numbers are no sums, means or counts of those above; remove it if it is a total`;
    return { ...table, dialect: { ...dialect, warnings: [...(dialect?.warnings ?? []), kept] } };
  }
  const said = `the rows from ${count(first.row + 1)} on are left out: ${quoted(word)} seems to begin a total`;
  return {
    ...rowsOf(table, 0, endOf(table, first.row)),
    dialect: { ...dialect, leftOut: [...(dialect?.leftOut ?? []), said] },
  };
}

/** The number of rows that are left without the blank ones before this row. */
function endOf({ columns }: RawTable, row: number): number {
  let rows = row;
  while (rows > 1 && !columns.some(column => isFilled(column, rows - 1))) rows--;
  return rows;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** The first of the last rows that begins with a word for a total, if everything below it is totals, notes or blank. */
function firstTotal(table: RawTable): Place | null {
  const { columns } = table;
  const rows = endOf(table, table.rows);
  if (columns.length < 2) return null;
  let found: Place | null = null;
  const few = Math.max(1, Math.floor(columns.length / 3));
  for (let row = rows - 1; row >= Math.max(FEWEST, rows - LOOKED_AT); row--) {
    const column = columns.findIndex(one => isFilled(one, row));
    const filled = columns.filter(one => isFilled(one, row)).length;
    const text = column < 0 ? '' : textAt(columns[column]!, row);
    if (WORDS.has(plain(text))) found = { row, column };
    else if (filled > few || (filled > 0 && text === '')) break;
  }
  return found;
}

const plain = (text: string): string => text.replace(/\s*[:：=]$/, '').toLowerCase();

/** Is a number of the row a sum, mean or count of those above? Also if it has no plain numbers. */
function isComputed({ columns }: RawTable, row: number): boolean {
  const numeric = columns.flatMap(({ numbers }) => (numbers !== null && !Number.isNaN(numbers[row]) ? [numbers] : []));
  return numeric.length === 0 || numeric.some(numbers => isOf(numbers.subarray(0, row), numbers[row]!));
}

function isOf(above: Float64Array, value: number): boolean {
  let sum = 0;
  let filled = 0;
  for (let row = 0; row < above.length; row++) {
    if (Number.isNaN(above[row])) continue;
    sum += above[row]!;
    filled++;
  }
  return [sum, sum / filled, filled].some(result => Math.abs(value - result) <= ROUNDED * Math.abs(result));
}

/** Does no row above have the same word in this column? */
function isOnly({ codes }: RawColumn, row: number): boolean {
  return codes === null || codes.indexOf(codes[row]!) === row;
}
