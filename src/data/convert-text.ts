import { share } from '../values/value';
import type { Converter } from './convert';
import { numberText, type RawColumn } from './raw';
import { missingReader } from './read-cell';
import { TextDictionary } from './texts';
import type { ColumnFormat } from './types';

const UNSEEN = -2;

/**
 * A converter to free text. Nearly every row has a text of its own: all of them together are bytes in shared memory, as
 * strings they would fill the heap.
 */
export function textual(raw: RawColumn, rows: number, format: ColumnFormat): Converter {
  const isMissing = missingReader('text', format);
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
      const { bytes, ends } = different.packed();
      const packed = { bytes: share(bytes), ends: share(ends) };
      const formatted = Object.keys(format).length === 0 ? {} : { format };
      return { name, type: 'text', data, texts: packed, ...formatted };
    },
  };
}
