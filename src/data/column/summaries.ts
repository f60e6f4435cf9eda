import type { Pacer } from '../pace';
import type { RawTable } from '../table/raw-table';
import type { FormatSettings } from './format';
import { Summary } from './summary';

/** Looks at the cells of every column. */
export async function summariesOf(raw: RawTable, { missing }: FormatSettings, pacer: Pacer): Promise<Summary[]> {
  const marks = missing === undefined ? null : new Set(missing);
  const summaries: Summary[] = [];
  for (const column of raw.columns) {
    const summary = new Summary(column, marks);
    summaries.push(summary);
    if (column.tensor !== undefined) continue;
    await pacer.blocks(raw.rows, (from, to) => summary.scan(from, to));
    await pacer.blocks(column.texts.length, (from, to) => summary.scanTexts(from, to), 1000);
  }
  return summaries;
}
