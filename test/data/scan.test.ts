import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTable } from '../../src/data';
import { NOT_PLAIN, writingOf } from '../../src/data/cell/written-form';
import { CsvScanner } from '../../src/data/read/scan';
import { TableBuilder } from '../../src/data/read/table-builder';
import { cellsOf, fails } from './helpers';

/** What the scanner makes of the rows of one column: numbers as they are kept, and texts. */
async function scanned(cells: readonly string[]): Promise<unknown[]> {
  const table = new TableBuilder('payload');
  table.addTexts(['a', 'b']);
  const bytes = Buffer.from(
    cells
      .map(cell => `${cell},x\n`)
      .join('')
      .concat('\n'),
  );
  const end = bytes.length - 1;
  assert.equal(new CsvScanner(table, 44).scan(bytes, 0, end), end);
  const { columns } = await table.finish();
  const { numbers, writings, writing, codes, texts } = columns[0]!;
  return cells.map((_, row) => {
    const code = codes?.[row] ?? -1;
    if (code >= 0) return texts.at(code);
    const number = numbers?.[row] ?? Number.NaN;
    return Number.isNaN(number) ? null : [number, writings?.[row] ?? writing];
  });
}

/** The same by way of strings. */
const read = (cell: string): unknown => {
  const text = cell.trim();
  const writing = writingOf(text);
  return writing === NOT_PLAIN ? text || null : [+text, writing];
};

const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength });
const number = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(22),
    fc.constantFrom('', '.'),
    digits(24),
    fc.constantFrom('', 'e5', 'e-9'),
  )
  .map(parts => parts.join(''));
const double = fc.double({ noNaN: true }).map(String);
const decimal = fc
  .tuple(fc.integer({ min: -999, max: 999 }), fc.bigInt({ min: 10n ** 15n, max: 10n ** 18n }))
  .map(([whole, fraction]) => `${whole}.${fraction}`);
const word = fc.string({
  unit: fc.constantFrom('a', 'é', '漢', '😀', ' ', '\t', '\u3000', '\u00a0', '1', '-', '.'),
  maxLength: 6,
});

describe('the scanner of CSV', () => {
  it('reads numbers and texts from bytes as from strings, to the last bit', async () => {
    const cell = fc.oneof(number, double, decimal, word);
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 50 }), async cells => {
        assert.deepEqual(await scanned(cells), cells.map(read));
      }),
      { numRuns: 400 },
    );
  });

  it('rounds decimals of 16 to 19 digits as JavaScript does, halfway cases too', async () => {
    const cells: string[] = [];
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    for (let i = 0; i < 20_000; i++) {
      const exact = (random() * 10 ** Math.floor(random() * 4)).toPrecision(17 + (i % 3));
      cells.push(exact);
      // between two neighbours: the digits of (a + b) / 2, as far as they fit
      const value = Number(exact);
      cells.push((value + value * 2 ** -54).toPrecision(19));
    }
    const plain = cells.filter(cell => !cell.includes('e'));
    assert.deepEqual(await scanned(plain), plain.map(read));
  });

  it('takes no cell for whole before its end, wherever the pieces end', async () => {
    const text = 'n,word,x\r\n12,"a ""b"", c",0.5\r\n\r\n-3.25,é漢,\n7 , "x\ny" ,1e-3\r4,"",.5';
    const whole = cellsOf(await readTable({ text }));
    assert.deepEqual(whole, {
      n: [12, -3.25, 7, 4],
      word: ['a "b", c', 'é漢', 'x\ny', null],
      x: [0.5, null, '1e-3', '.5'],
    });
    const bytes = Buffer.from(text);
    const header = text.indexOf('\n') + 1;
    for (let cut = header; cut <= bytes.length; cut++) {
      const table = new TableBuilder('payload');
      table.addTexts(['n', 'word', 'x']);
      const scanner = new CsvScanner(table, 44);
      const part = (from: number, to: number, rest = Buffer.alloc(0)) =>
        Buffer.concat([rest, bytes.subarray(from, to), Buffer.from(to === bytes.length ? '\n\n' : '\n')]);
      const first = part(header, cut);
      const at = scanner.scan(first, 0, first.length - 1);
      const second = part(cut, bytes.length, first.subarray(at, first.length - (cut === bytes.length ? 2 : 1)));
      scanner.scan(second, 0, second.length - 1);
      assert.deepEqual(cellsOf(await table.finish()), whole, `cut at ${cut}`);
    }
  });

  it('takes quotes in the middle, and what stands behind a closing quote, as they are written', async () => {
    const text = 'size,note\n5" pipe,say "hi"\n3"," x "\n""so called"" type,"a" b\n"a,b"c,1\n';
    assert.deepEqual(cellsOf(await readTable({ text })), {
      size: ['5" pipe', '3"', '""so called"" type', '"a,b"c'],
      note: ['say "hi"', 'x', '"a" b', 1],
    });
    await fails(readTable({ text: 'a,b\n1,2\n"x,2\n3,4\n' }), 'the quote that opens in row 2 is never closed');
  });

  it('takes any character for a delimiter but those of numbers and quotes, and those of several bytes', async () => {
    for (const sep of [':', '#', ' ', 'x'])
      assert.deepEqual(cellsOf(await readTable({ text: `sep=${sep}\na${sep}b\n1${sep}-2.5\n` })), {
        a: [1],
        b: [-2.5],
      });
    for (const sep of ['.', '-', '5', '"', '§'])
      await fails(
        readTable({ text: `sep=${sep}\na${sep}b\n` }),
        'the delimiter must be one character',
        `received "${sep}"`,
      );
  });

  it('keeps texts that differ in one byte apart, in thousands of them', async () => {
    const words = Array.from({ length: 30_000 }, (_, i) => `w${i.toString(36)}é`);
    const text = `a,b\n${[...words, ...words].map(w => `${w},1`).join('\n')}`;
    assert.deepEqual(cellsOf(await readTable({ text })).a, [...words, ...words]);
  });
});
