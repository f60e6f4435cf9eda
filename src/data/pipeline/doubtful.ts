import type { ColumnPipeline } from '../../spec';
import { SET_READING } from '../cell/expected';
import { isMaybeThousands, numeralOf, numeralValue } from '../cell/numeral';
import { missingReader } from '../cell/parse-cell';
import { mayBeThousands, TYPED } from '../cell/written-form';

import { cellError, quoted } from '../error-text';
import { numberText, type RawColumn } from '../table/raw-table';

/**
 * `7.779` and `1,234` may be fractions, or more than a thousand. A column that came as numbers (from Excel or JSON) had
 * no texts that could decide. Among whole numbers, and with a comma, such a text is an error; otherwise the point is
 * read as the decimal sign, with a warning. '': no warning.
 */
export function doubtfulNumbers(feature: ColumnPipeline, raw: RawColumn, rows: number): string {
  const { name, type, format = {} } = feature;
  if ((type !== 'number' && type !== 'integer') || format.decimal !== undefined || format.thousands !== undefined)
    return '';
  const row = firstDoubtful(raw, rows, missingReader(type, format));
  if (row < 0) return '';
  const text = textAt(raw, row);
  const numeral = numeralOf(text);
  const [point, comma] = [numeralValue(numeral, '.'), numeralValue(numeral, ',')];
  const both = `${quoted(text)} may be ${point} or ${comma}`;
  if (type === 'integer' || text.includes(',')) throw cellError(name, row, `${both}; ${SET_READING}`);
  return `column ${quoted(name)}: ${both}, and is read as ${point}; ${SET_READING}`;
}

function firstDoubtful(raw: RawColumn, rows: number, isMissing: (text: string) => boolean): number {
  const { numbers, codes, writings, writing: common } = raw;
  for (let row = 0; row < rows; row++) {
    const isNumber = numbers !== null && !Number.isNaN(numbers[row]!);
    const writing = writings === null ? common : writings[row]!;
    const isDoubtful = isNumber
      ? writing !== TYPED && mayBeThousands(numbers[row]!, writing)
      : codes !== null && codes[row]! >= 0 && isMaybeThousands(numeralOf(raw.texts.at(codes[row]!)).kind);
    if (isDoubtful && !isMissing(textAt(raw, row))) return row;
  }
  return -1;
}

const textAt = (raw: RawColumn, row: number): string =>
  raw.numbers !== null && !Number.isNaN(raw.numbers[row]!) ? numberText(raw, row) : raw.texts.at(raw.codes![row]!);
