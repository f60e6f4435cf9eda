import type { Column, ColumnFormat } from '../../spec';
import { share } from '../../values/value';
import { missingReader } from '../cell/parse-cell';
import { numberText, type RawColumn } from '../table/raw-table';
import { bytesOf, TextDictionary } from '../table/text-dictionary';
import { isWordAt, type Packed } from '../table/texts';
import type { Converter } from './convert';
import { formatted } from './convert-number';

const UNSEEN = -2;

/**
 * Converts to free text. Nearly every row has a different text: they are bytes in shared memory, because as strings
 * they would fill the heap.
 */
export function textual(raw: RawColumn, rows: number, format: ColumnFormat): Converter {
  const isMissing = missingReader('text', format);
  const kept = asRead(raw, rows, format);
  if (kept !== null) return { fill: () => {}, finish: () => kept };
  const data = new Int32Array(new SharedArrayBuffer(rows * 4));
  const { name, numbers, codes, texts } = raw;
  const places = new Int32Array(texts.length).fill(UNSEEN);
  const different = new TextDictionary();
  const placeOf = (text: string): number => (isMissing(text) ? -1 : different.codeOf(text));
  return {
    fill(from, to) {
      for (let row = from; row < to; row++) {
        const code = codes === null ? -1 : codes[row]!;
        if (code >= 0) {
          if (places[code] === UNSEEN) places[code] = placeOf(texts.at(code));
          data[row] = places[code]!;
        } else data[row] = numbers === null || Number.isNaN(numbers[row]!) ? -1 : placeOf(numberText(raw, row));
      }
    },
    finish() {
      return columnOf(name, data, different.packed(), format);
    },
  };
}

const columnOf = (name: string, data: Int32Array, { bytes, ends }: Packed, format: ColumnFormat): Column => ({
  ...{ name, type: 'text', data, texts: { bytes: share(bytes), ends: share(ends) } },
  ...formatted(format),
});

/** A column of words only, without missing marks, is used without a copy; null: it is not such a column. */
function asRead({ name, numbers, codes, texts }: RawColumn, rows: number, format: ColumnFormat): Column | null {
  const packed = bytesOf(texts);
  if (packed === null || numbers !== null || codes === null || codes.length !== rows) return null;
  if (format.missing !== undefined || !appearInOrder(codes, texts.length)) return null;
  const isMissing = missingReader('text', format);
  for (let code = 0; code < texts.length; code++) if (!isWordAt(packed, code) && isMissing(texts.at(code))) return null;
  return columnOf(name, share(codes), packed, format);
}

/** Do codes 0, 1, 2, … all appear first in this order? */
function appearInOrder(codes: Int32Array, different: number): boolean {
  let next = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code > next) return false;
    if (code === next) next++;
  }
  return next === different;
}
