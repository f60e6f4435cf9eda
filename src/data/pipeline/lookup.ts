import type { Column, ColumnPipeline, LabelColumn } from '../../spec';
import { PackedTexts } from '../table/texts';

/** At most this many different texts are worth a vector each. */
const MOST_TEXTS = 100_000;

/** A text that an embedding can look up. */
export interface Lookup {
  readonly part: ColumnPipeline;
  /** the column with its texts as labels */
  readonly column: LabelColumn;
}

/** Texts that repeat, for an embedding; null: the column has none, or nearly each row has a different one. */
export function fitLookup(column: Column, rows: Int32Array): Lookup | null {
  const { name, format, data, texts } = column;
  if (texts === undefined) return null;
  const all = new PackedTexts(texts.bytes, texts.ends);
  const seen = new Uint8Array(all.length);
  let count = 0;
  for (const row of rows) {
    const code = data[row]!;
    if (code < 0 || seen[code] === 1) continue;
    seen[code] = 1;
    count++;
  }
  if (count === 0 || count > MOST_TEXTS || count > rows.length / 2) return null;
  const labels = Array.from(seen, (_, code) => all.at(code));
  const categories = labels.filter((_, code) => seen[code] === 1).sort();
  const formatted = format && { format };
  return {
    part: { name, type: 'category', ...formatted, transform: { kind: 'one-hot', categories }, shape: [count] },
    column: { name, type: 'text', data, labels, ...formatted },
  };
}
