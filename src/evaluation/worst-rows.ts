import { dateText } from '../data/cell/dates';
import type { Column, WorstRow } from '../spec';

const MOST_ROWS = 10;
const MOST_COLUMNS = 40;
const LONGEST = 80;

/** The rows with the largest losses, with their records. `tell`: the actual and the predicted value of a row. */
export function worstRows(
  losses: Float64Array,
  rows: Int32Array,
  columns: readonly Column[],
  tell: (i: number) => Omit<WorstRow, 'row' | 'record'>,
): WorstRow[] {
  const order = Uint32Array.from(losses, (_, i) => i).sort((a, b) => losses[b]! - losses[a]! || a - b);
  const shown = columns.filter(({ type }) => type !== 'tensor' && type !== 'ignored').slice(0, MOST_COLUMNS);
  return Array.from(order.subarray(0, MOST_ROWS), i => {
    const row = rows[i]!;
    return {
      row: row + 1,
      ...tell(i),
      record: Object.fromEntries(shown.map(column => [column.name, cell(column, row)])),
    };
  });
}

/** A cell as a person reads it; null: missing. */
function cell(column: Column, row: number): string | number | null {
  const value = column.data[row]!;
  if (column.labels !== undefined) return value < 0 ? null : shortened(column.labels[value]!);
  if (column.texts !== undefined) return value < 0 ? null : shortened(textAt(column.texts, value));
  if (Number.isNaN(value)) return null;
  return column.type === 'date' ? dateText(value) : value;
}

function textAt({ bytes, ends }: { readonly bytes: Uint8Array; readonly ends: Float64Array }, at: number): string {
  // TextDecoder does not read shared memory.
  return new TextDecoder().decode(
    bytes.slice(at === 0 ? 0 : ends[at - 1]!, Math.min(ends[at]!, (ends[at - 1] ?? 0) + 4 * LONGEST)),
  );
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
