import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { guessColumns, type ReadOptions, readTable } from '../../src/data';
import { cellsOf, datasetOf, fails, temporaryFolder, valuesOf } from './helpers';

const TEXT = 'Größe;Straße;Klasse\n1,5;Äpfel;süß\n2,5;Öl;süß\n3,5;Übel;herb\n';
const read = async (text: string | Uint8Array, options: ReadOptions = {}) =>
  cellsOf(await readTable({ text }, options));
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

describe('encodings', () => {
  it('are found out: UTF-8 and UTF-16 with a mark and without, Windows-1252, Chinese', async () => {
    const expected = await read(TEXT);
    assert.deepEqual(expected.Straße, ['Äpfel', 'Öl', 'Übel']);
    for (const bytes of [
      Buffer.from(TEXT),
      Buffer.from(`\ufeff${TEXT}`),
      Buffer.from(`\ufeff${TEXT}`, 'utf16le'),
      Buffer.from(TEXT, 'utf16le'),
      utf16be(TEXT),
      Buffer.from(TEXT, 'latin1'),
    ])
      assert.deepEqual(await read(bytes), expected);
    // 城市;类别 北京;大 上海;大 昆明;小
    const gbk = Buffer.from('b3c7cad03bc0e0b1f00ab1b1beaa3bb4f30ac9cfbaa33bb4f30ac0a5c3f73bd0a10a', 'hex');
    const chinese = await readTable({ text: gbk });
    assert.deepEqual(Object.keys(cellsOf(chinese)), ['城市', '类别']);
    assert.equal(chinese.dialect!.encoding, 'gb18030');
  });

  it('that are only likely are said', async () => {
    const { dialect } = await readTable({ text: Buffer.from(TEXT, 'latin1') });
    assert.equal(dialect!.encoding, 'windows-1252');
    assert.match(dialect!.warnings!.join(), /is not UTF-8; it is read as Western \(Windows-1252\)\. Set the encoding/);
    const dataset = await datasetOf(
      { text: Buffer.from(TEXT, 'latin1') },
      { targets: ['Klasse'], validation: 0, test: 0 },
    );
    assert.match(dataset.body.findings.warnings.join(), /the text is not UTF-8/);
    assert.deepEqual((await readTable({ text: TEXT })).dialect!.warnings, []);
  });

  it('are the user’s to set, and what they cannot be is an error', async () => {
    const greek = Buffer.from('a;b\n1;\xcf\xf0\n', 'latin1');
    assert.deepEqual((await read(greek, { encoding: 'windows-1251' })).b, ['Пр']);
    await fails(read(Buffer.from(TEXT, 'latin1'), { encoding: 'utf-8' }), 'is not UTF-8 text', 'another encoding');
    await fails(read(Buffer.from('a,b\n1,\xff\xff\n', 'latin1'), { encoding: 'shift_jis' }), 'is not shift_jis text');
    await fails(
      read(TEXT.length > 0 ? Buffer.from('äa\n\xe4\xe4', 'latin1') : '', { encoding: 'latin-9000' as never }),
      'encoding must be one of',
    );
    const mixed = Buffer.concat([
      Buffer.from('name\nÄpfel\n'),
      Buffer.alloc(40_000, 'x\n'),
      Buffer.from('\xc4pfel\n', 'latin1'),
    ]);
    await fails(read(mixed), 'is not UTF-8 text (near byte');
  });

  it('make the same text in whatever pieces it comes', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', 'Ä', 'ß', '€', ' '), minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 20 }), fc.nat(40_000), async (cells, filler) => {
        const text = `x|y\n${'a|b\n'.repeat(filler)}${cells.map(c => `q${c}|b`).join('\n')}\n`;
        const expected = await read(text);
        for (const bytes of [Buffer.from(`\ufeff${text}`, 'utf16le'), utf16be(text)])
          assert.deepEqual(await read(bytes), expected);
      }),
      { numRuns: 10 },
    );
  });
});

describe('the dialect of a CSV', () => {
  it('has the delimiter that cuts values and not numbers', async () => {
    const names = async (text: string, options: ReadOptions = {}) => Object.keys(await read(text, options));
    assert.deepEqual(await names('Wert, °C;Klasse\n20,5;kalt\n21,5;warm\n'), ['Wert, °C', 'Klasse']);
    assert.deepEqual(await names('a\tb\n1,5\t2,5\n3,5\t4,5\n'), ['a', 'b']);
    assert.deepEqual(await names('0,5\t0,25\t0\n1,5\t2,25\t1\n'), ['column 1', 'column 2', 'column 3']);
    assert.deepEqual(await names('1,5;2,5\n3,5;4,5\n'), ['column 1', 'column 2']);
    assert.deepEqual(await names('a|b;c\n1|x;2\n3|y;4\n'), ['a|b', 'c']);
    assert.deepEqual(await names('sep=;\r\na,b;c\r\n1;2\r\n'), ['a,b', 'c']);
    assert.deepEqual(await names('"sep=\t"\na,b\tc\n1\t2\n'), ['a,b', 'c']);
    assert.deepEqual(await names('a;b,c\n1;x,2\n', { delimiter: ',' }), ['a;b', 'c']);
    assert.deepEqual(await names('a b\n1 2\n', { delimiter: ' ' }), ['a', 'b']);
  });

  it('may have lines before the header', async () => {
    const text = 'Sales 2024\r\n\r\nEUR;;\r\na;b\r\n1;2\r\n';
    for (const end of ['\r\n', '\n', '\r'])
      assert.deepEqual(await read(text.replaceAll('\r\n', end), { skipLines: 3 }), { a: [1], b: [2] });
  });
});

/** The smallest workbook of one sheet with these rows. */
function workbookOf(rows: string, formats: readonly string[] = []): Uint8Array {
  const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const files = {
    'xl/workbook.xml': `<workbook xmlns="${spreadsheet}" xmlns:r="${relations}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${spreadsheet}"><numFmts>${formats.map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${code}"/>`).join('')}</numFmts><cellXfs>${formats.map((_, i) => `<xf numFmtId="${164 + i}" applyNumberFormat="1"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${spreadsheet}"><sheetData>${rows}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
}

describe('workbooks', () => {
  const file = join(__dirname, '../cases/tables/workbook.xlsx');
  const folder = temporaryFolder();

  it('hold times that are whole seconds, though their fractions of a day are not', async () => {
    const days = [44929.7, 44931.4, 44933.1, 44935.5]; // 0.7 of a day is 16:48
    const rows = days.map((day, i) => `<row r="${i + 2}"><c r="A${i + 2}" s="0"><v>${day}</v></c></row>`);
    const head = '<row r="1"><c r="A1" t="inlineStr"><is><t>at</t></is></c></row>';
    const [column] = guessColumns(await readTable({ text: workbookOf(head + rows.join(''), ['yyyy-mm-dd hh:mm']) }));
    assert.deepEqual(column!.examples, [
      '2023-01-03T16:48:00.000Z',
      '2023-01-05T09:36:00.000Z',
      '2023-01-07T02:24:00.000Z',
      '2023-01-09T12:00:00.000Z',
    ]);
  });

  it('hold times with milliseconds where one of the column has others than what is left of a second', async () => {
    const at = (seconds: number) => 44929 + (0.7 * 86_400 + seconds) / 86_400;
    const cells = [1.999, 2.4, 3].map((s, i) => `<row r="${i + 2}"><c r="A${i + 2}" s="0"><v>${at(s)}</v></c></row>`);
    const head = '<row r="1"><c r="A1" t="inlineStr"><is><t>at</t></is></c></row>';
    const table = await readTable({ text: workbookOf(head + cells.join(''), ['yyyy-mm-dd hh:mm:ss.000']) });
    const [first] = cellsOf(table).at as string[];
    assert.match(first!, /^2023-01-03T16:48:01\.99[89]Z$/);
  });

  it('hold lengths of time beyond a day, which are no dates', async () => {
    const days = [36.25, 12, 100.5, 0.75].map(hours => hours / 24);
    const cells = days.map(
      (day, i) =>
        `<row r="${i + 2}"><c r="A${i + 2}" s="0"><v>${day}</v></c><c r="B${i + 2}" s="1"><v>${day % 1}</v></c></row>`,
    );
    const head = ['length', 'time'].map((name, i) => `<c r="${'AB'[i]}1" t="inlineStr"><is><t>${name}</t></is></c>`);
    const text = workbookOf(`<row r="1">${head.join('')}</row>${cells.join('')}`, ['[h]:mm', 'h:mm']);
    const [length, time] = guessColumns(await readTable({ text }));
    assert.deepEqual([length!.type, length!.format, time!.type], ['number', { duration: 'hours' }, 'date']);
    const dataset = await datasetOf({ text }, { targets: ['length'], validation: 0, test: 0 });
    assert.deepEqual(valuesOf(dataset, 'length'), [36.25, 12, 100.5, 0.75]);
  });

  it('are read as what they hold: the first sheet, or one by its name', async () => {
    const dataset = await datasetOf({ file }, { targets: ['Klasse'], validation: 0, test: 0 });
    assert.deepEqual(dataset.columns, {
      Datum: 'date',
      'Wert, °C': 'number',
      Preis: 'number',
      Klasse: 'category',
      Anteil: 'number',
    });
    assert.deepEqual(valuesOf(dataset, 'Datum').slice(0, 2), [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)]);
    assert.deepEqual(valuesOf(dataset, 'Preis').slice(2, 5), [1236.5, null, 1238.5]);
    assert.equal(dataset.rows, 24);
    const second = cellsOf(await readTable({ text: readFileSync(file) }, { sheet: 'Zweite' }));
    assert.deepEqual([second.a!.length, second.y!.slice(0, 2)], [12, ['q', 'p']]);
    await fails(readTable({ file }, { sheet: 'third' }), 'sheet must be one of "Verkäufe", "Zweite", received "third"');
    assert.equal((await readTable({ file }, { maxRows: 5 })).rows, 5);
    assert.deepEqual(Object.keys(cellsOf(await readTable({ file }, { skipLines: 1 }))).slice(0, 2), [
      'column 1',
      'column 2',
    ]);
  });

  it('that are none are refused by name', async () => {
    const write = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(folder, name), bytes);
      return { file: join(folder, name) };
    };
    await fails(
      readTable(write('old.xls', Buffer.from('d0cf11e0a1b11ae100', 'hex'))),
      'Excel before 2007',
      'save it as xlsx',
    );
    await fails(readTable(write('text.xlsx', 'a,b\n1,2\n')), 'is not an Excel workbook');
    await fails(
      readTable(write('other.zip', zipSync({ 'a.txt': Buffer.from('a') }))),
      'cannot be read as an Excel workbook',
    );
    await fails(readTable(write('cut.xlsx', readFileSync(file).subarray(0, 3000))), 'is not an Excel workbook');
    const bomb = zipSync({ 'xl/workbook.xml': Buffer.alloc(30e6, 'a') }, { level: 9 });
    await fails(readTable(write('bomb.xlsx', bomb), { sizeLimit: 1e6 }), 'has 30 MB when unpacked, the limit is 1 MB');
    for (const format of ['auto', 'xlsx'] as const)
      await fails(readTable({ file: join(folder, 'none.xlsx') }, { format }), 'the file does not exist');
  });

  it('whose cells lie beyond the sheet, or too far apart, are refused before anything is made of the gaps', async () => {
    const sheet = (rows: string) => ({ text: workbookOf(rows) });
    const head = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>';
    for (const far of [
      '<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
      '<row><c r="A1048577"><v>1</v></c></row>',
      '<row r="3"><c r="ZZZZZZZ3"><v>1</v></c></row>',
      '<row r="3"><c r="XFE3"><v>1</v></c></row>',
      `<!-- " --><row r='3'><c t="n" r='XFE3'><v>1</v></c></row>`,
      '<row r="3"><c r="&#90;ZZZ3"><v>1</v></c></row>',
    ])
      await fails(
        readTable(sheet(head + far)),
        'has cells at',
        'a sheet has at most 1,048,576 rows and 16,384 columns (XFD)',
      );
    await fails(
      readTable(sheet(`${head}<row r="2000"><c r="XFD2000"><v>1</v></c></row>`)),
      'has 3 cells that lie far apart, over 32,768,000 places',
    );
    const low = cellsOf(await readTable(sheet(`${head}<row r="1048576"><c r="B1048576"><v>7</v></c></row>`)));
    assert.deepEqual(low, { 'column 1': [1, null], 'column 2': [2, 7] });
    const right = cellsOf(await readTable(sheet(`${head}<row r="2"><c r="XFD2"><v>7</v></c></row>`)));
    assert.deepEqual(right, { 'column 1': [1, null], 'column 2': [2, null], 'column 16384': [null, 7] });
  });

  it('never end in anything but a table or a TensorwireError, whatever is damaged', async () => {
    const good = readFileSync(file);
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, async changes => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          await readTable({ text: bytes });
        } catch (error) {
          assert.equal((error as Error).name, 'TensorwireError', (error as Error).stack);
        }
      }),
      { numRuns: 100 },
    );
  });
});
