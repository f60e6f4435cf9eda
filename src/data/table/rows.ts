import { elements } from '../../shape';
import type { Column, LabelColumn } from '../../spec';
import { dateText } from '../cell/dates';
import type { Pacer } from '../pace';
import { startOf } from './array-rows';
import { PackedTexts } from './texts';

/** Row numbers where no column is missing. */
export async function knownRows(columns: readonly Column[], rows: number, pacer: Pacer): Promise<Int32Array> {
  const keep = new Int32Array(rows);
  const plain = columns.filter(column => column.type !== 'tensor');
  let kept = 0;
  await pacer.blocks(rows, (from, to) => {
    for (let row = from; row < to; row++) {
      let known = true;
      for (const { data, labels } of plain)
        if (labels === undefined ? Number.isNaN(data[row]!) : data[row]! < 0) known = false;
      if (known) keep[kept++] = row;
    }
  });
  return keep.slice(0, kept);
}

/** A column with only these rows; labels that no longer occur are removed. */
export function takeRows(column: Column, keep: Int32Array): Column {
  if (column.type === 'ignored') return column;
  const taken = rowsTaken(column, keep);
  return taken.labels === undefined ? taken : withoutUnused(taken);
}

function rowsTaken<C extends Column>(column: C, keep: Int32Array): C {
  const { data, shape = [] } = column;
  const width = elements(shape);
  const start = startOf(column);
  const type = data.constructor as new (buffer: SharedArrayBuffer) => Column['data'];
  const taken = new type(new SharedArrayBuffer(keep.length * width * data.BYTES_PER_ELEMENT));
  for (let i = 0; i < keep.length; i++)
    for (let k = 0; k < width; k++) taken[i * width + k] = data[start(keep[i]!) + k]!;
  const { starts: _, ...own } = column as C & { starts?: Int32Array };
  return { ...own, data: taken } as C;
}

function withoutUnused(column: LabelColumn): LabelColumn {
  const { data, labels, type } = column;
  if (type === 'boolean') return column;
  const used = new Uint8Array(labels.length);
  for (const code of data) if (code >= 0) used[code] = 1;
  let next = 0;
  const place = Int32Array.from(labels, (_, code) => (used[code] === 1 ? next++ : -1));
  if (next === labels.length) return column;
  for (let row = 0; row < data.length; row++) if (data[row]! >= 0) data[row] = place[data[row]!]!;
  return { ...column, labels: labels.filter((_, code) => used[code] === 1) };
}

/** The one value that all these rows have, as a text; null: they differ, or there is none. */
export function constantColumn({ data, labels, texts, type }: Column, rows: Int32Array): string | null {
  const first = data[rows[0] ?? 0];
  if (rows.length < 2 || first === undefined || Number.isNaN(first) || ((labels ?? texts) && first < 0)) return null;
  for (const row of rows) if (data[row] !== first) return null;
  if (labels !== undefined) return labels[first]!;
  if (texts !== undefined) return new PackedTexts(texts.bytes, texts.ends).at(first);
  return type === 'date' ? dateText(first) : String(first);
}
