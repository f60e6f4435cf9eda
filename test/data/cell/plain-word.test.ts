import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ordersOf, parseDate } from '../../../src/data/cell/dates';
import { isMissing, isMissingNumber, MARKS, MARKS_AMONG_NUMBERS } from '../../../src/data/cell/marks';
import { MONTHS } from '../../../src/data/cell/month-names';
import { NO_NUMBER, numeralOf } from '../../../src/data/cell/numeral';
import { isPlainWord } from '../../../src/data/cell/plain-word';
import { CURRENCIES } from '../../../src/data/cell/units';
import { makeDataset } from '../../../src/data/dataset';
import { readTable } from '../../../src/data/read';
import { uniformSequence } from '../../../src/graph/counter-hash';

const isPlain = (text: string): boolean => {
  const bytes = Buffer.from(`#${text}`);
  return isPlainWord(bytes, 1, bytes.length);
};
const isOther = (text: string): boolean =>
  isMissing(text) ||
  isMissingNumber(text) ||
  numeralOf(text).kind !== NO_NUMBER ||
  ordersOf(text) !== null ||
  !Number.isNaN(parseDate(text));

describe('words that are known by their bytes', () => {
  it('are most words', () => {
    for (const word of ['wyor8 x', 'Berlin', 'text 17', 'x9', 'Zürich', '北京市', 'we met at noon', 'q'.repeat(500)])
      assert.ok(isPlain(word), word);
  });

  it('are no number, no date and no mark of missing: 50,000 texts', () => {
    const random = uniformSequence(11);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const pieces = [
      ...[
        ...MARKS,
        ...MARKS_AMONG_NUMBERS,
        ...CURRENCIES,
        ...MONTHS.keys(),
        'inf',
        '#NV',
        '#¡NUM!',
        'Err:502',
        'Infinity',
        '€',
        '$',
        '(',
        ')',
        '-',
        '+',
        '−',
      ],
      ...[
        '5',
        '17',
        '1.234',
        '1,5',
        '.5',
        '2024',
        '31',
        '/',
        ':',
        'T',
        'Z',
        ' ',
        ', ',
        '.',
        '年',
        'W22',
        'kg',
        '%',
        'e5',
        'ab',
      ],
    ];
    const cased = [(text: string) => text, (text: string) => text.toUpperCase(), (text: string) => text.toLowerCase()];
    let plain = 0;
    let others = 0;
    for (let i = 0; i < 50_000; i++) {
      const length = 1 + Math.floor(random() * 4);
      const text = pick(cased)(Array.from({ length }, () => pick(pieces)).join('')).trim();
      const other = isOther(text);
      if (other) others++;
      if (!isPlain(text)) continue;
      plain++;
      assert.ok(!other, JSON.stringify(text));
    }
    assert.ok(plain > 3000 && others > 3000, `${plain} plain, ${others} others`);
  });
});

describe('a column of as many texts as rows', () => {
  const ROWS = 12_000;
  const columns = async (note: (row: number) => string) => {
    const lines = Array.from({ length: ROWS }, (_, row) => `${row % 2},${row}.5,${note(row)}`);
    const table = await readTable({ text: `y,x,note\n${lines.join('\n')}\n`, name: 'notes.csv' }, { format: 'csv' });
    const { body } = await makeDataset(table, { targets: ['y'] });
    const { type, data, texts } = body.columns.find(({ name }) => name === 'note')!;
    assert.equal(type, 'text');
    const bytes = Buffer.from(texts!.bytes);
    const at = (code: number) => bytes.toString('utf8', code === 0 ? 0 : texts!.ends[code - 1]!, texts!.ends[code]!);
    return Array.from(data, code => (code < 0 ? null : at(code)));
  };

  it('is free text with each text as it stands', async () => {
    const note = (row: number) => `note ${row % 11_000} ü`;
    const found = await columns(note);
    for (let row = 0; row < ROWS; row++) assert.equal(found[row], note(row));
  });

  it('has missing ones where a late mark says so, and numbers among the words', async () => {
    const note = (row: number) =>
      row === 11_500 ? 'NA' : row === 11_600 ? '12.5' : row === 11_700 ? '' : `note ${row}`;
    const found = await columns(note);
    for (let row = 0; row < ROWS; row++)
      assert.equal(found[row], row === 11_500 || row === 11_700 ? null : note(row), String(row));
  });
});
