import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { guessColumns, readTable } from '../../src/data';
import { datasetOf } from './helpers';

/** Two title lines, a blank one, then the header: as reports are exported. */
const report = ['Umsatz je Kunde', 'Stand 01.02.2024', ''];
const table = ['Kunde;Umsatz;Tag', 'A;1,5;01.02.2024', 'B;2,5;02.02.2024', 'A;7,5;03.02.2024', 'B;4,5;04.02.2024'];
const hint = 'the header seems to be in line 4, under lines with fewer values: set the lines to skip to 3';

/** A workbook of texts. */
function workbook(rows: readonly (readonly string[])[]): Uint8Array {
  const cells = (row: readonly string[], r: number) =>
    row
      .map((text, c) => (text === '' ? '' : `<c r="${'ABC'[c]}${r + 1}" t="inlineStr"><is><t>${text}</t></is></c>`))
      .join('');
  const sheet = rows.map((row, r) => `<row r="${r + 1}">${cells(row, r)}</row>`).join('');
  const office = 'http://schemas.openxmlformats.org';
  const files = {
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

describe('titles above a header', () => {
  const text = [...report, ...table, ''].join('\n');

  it('are not the line by which Excel states the delimiter; it counts among the lines to skip', async () => {
    const { rows, dialect } = await readTable({ text: ['sep=;', ...table, ''].join('\n') });
    assert.deepEqual([rows, dialect!.delimiter, dialect!.warnings], [4, ';', []]);
    const later = hint.replace('line 4', 'line 5').replace('to 3', 'to 4');
    await assert.rejects(readTable({ text: `sep=;\n${text}` }), (error: Error) => error.message.endsWith(`; ${later}`));
  });

  it('of a CSV are an error that says how many lines are to be skipped, and then it is read', async () => {
    await assert.rejects(readTable({ text }), (error: Error) => error.message.endsWith(`; ${hint}`));
    const { columns, rows, dialect } = await readTable({ text }, { skipLines: 3 });
    assert.deepEqual([columns.map(c => c.name), rows, dialect!.warnings], [['Kunde', 'Umsatz', 'Tag'], 4, []]);
    // Some were skipped already: the number to set counts them too.
    await assert.rejects(readTable({ text }, { skipLines: 1 }), (error: Error) => error.message.endsWith(`; ${hint}`));
  });

  it('that a spreadsheet has filled up with delimiters are a warning, of the dataset and in the preview', async () => {
    const padded = [...report.map(line => `${line};;`), ...table, ''].join('\n');
    const raw = await readTable({ text: padded });
    assert.deepEqual(raw.dialect!.warnings, [hint]);
    assert.equal(guessColumns(raw)[0]!.warnings[0], hint);
    const dataset = await datasetOf({ text: padded }, { targets: ['Umsatz je Kunde'], validation: 0, test: 0 });
    assert.ok(dataset.body.findings.warnings.includes(hint));
  });

  it('of a workbook are a warning', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tensorwire-titles-'));
    try {
      const file = join(folder, 'report.xlsx');
      writeFileSync(file, workbook([...report, ...table].map(line => line.split(';'))));
      assert.deepEqual((await readTable({ file })).dialect!.warnings, [hint]);
      const { columns, dialect } = await readTable({ file }, { skipLines: 3 });
      assert.deepEqual([columns.map(c => c.name), dialect], [['Kunde', 'Umsatz', 'Tag'], undefined]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const [title, lines] of [
    ['a plain table', table],
    ['a column without a name', [';a', '0;1', '1;2', '2;3']],
    ['an index of three columns', [';a;b', '0;1;2', '1;2;3', '2;3;4']],
    ['missing values', ['a;b;c', '1;;', ';;2', '1;2;3', '1;2;3']],
    ['one column', ['text', 'one', 'two', 'three']],
    ['decimal commas', ['price;kind', '5,50 €;a', '7,00 EUR;b', '1.234,50 €;a']],
    ['no header', ['1,5;2', '2,5;3', '3,5;4']],
    ['a first row with a quoted text of many lines', ['a;b', '"one\ntwo\n";1', 'x;2', 'y;3']],
    ['texts with other delimiters', ['note;kind', 'a, b, c, d;x', 'e, f, g, h;y', 'i;x']],
  ] as const)
    it(`are not seen in a table with ${title}`, async () => {
      const { dialect } = await readTable({ text: `${lines.join('\n')}\n` });
      assert.deepEqual(dialect!.warnings, []);
    });
});
