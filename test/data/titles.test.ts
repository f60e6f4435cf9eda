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

type Rows = readonly (readonly string[])[];

/** A workbook of texts, with a second sheet where one is given. */
function workbook(rows: Rows, second?: readonly [name: string, rows: Rows]): Uint8Array {
  const cells = (row: readonly string[], r: number) =>
    row
      .map((text, c) => (text === '' ? '' : `<c r="${'ABC'[c]}${r + 1}" t="inlineStr"><is><t>${text}</t></is></c>`))
      .join('');
  const sheetOf = (all: Rows) => all.map((row, r) => `<row r="${r + 1}">${cells(row, r)}</row>`).join('');
  const office = 'http://schemas.openxmlformats.org';
  const files = {
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${[1, 2].map(n => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/>${second ? `<sheet name="${second[0]}" sheetId="2" r:id="rId2"/>` : ''}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${sheetOf(rows)}</sheetData></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${sheetOf(second?.[1] ?? [])}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

describe('titles above a header', () => {
  const text = [...report, ...table, ''].join('\n');
  const taken = (line: number) =>
    `the header is taken from line ${line}, and the lines above it, which have fewer values, are left out; ` +
    'set the lines to skip if it is another line';

  it('are not the line by which Excel states the delimiter; it counts among the lines to skip', async () => {
    const { rows, dialect } = await readTable({ text: ['sep=;', ...table, ''].join('\n') });
    assert.deepEqual([rows, dialect!.delimiter, dialect!.warnings], [4, ';', []]);
    const titled = await readTable({ text: `sep=;\n${text}` });
    assert.deepEqual([titled.rows, titled.columns.length, titled.dialect!.leftOut], [4, 3, [taken(5)]]);
    const later = hint.replace('line 4', 'line 5').replace('to 3', 'to 4');
    await assert.rejects(readTable({ text: `sep=;\n${text}` }, { skipLines: 0 }), (error: Error) =>
      error.message.endsWith(`; ${later}`),
    );
  });

  it('of a CSV are left out, and the table says so', async () => {
    const { columns, rows, dialect } = await readTable({ text });
    assert.deepEqual([columns.map(c => c.name), rows], [['Kunde', 'Umsatz', 'Tag'], 4]);
    assert.deepEqual([dialect!.warnings, dialect!.leftOut], [[], [taken(4)]]);
  });

  it('may have the delimiter, where a blank line follows them', async () => {
    const { rows, dialect } = await readTable({ text: ['Bericht; Stand 1.1.2024', '', ...table, ''].join('\n') });
    assert.deepEqual([rows, dialect!.leftOut], [4, [taken(3)]]);
  });

  it('are not the header of a table whose values hold another delimiter', async () => {
    const text = Array.from({ length: 30 }, (_, i) => `a, ${i};b, ${i}`);
    for (const lines of [
      ['Kunde;Preis;Menge', 'A;1,5;2,5', 'B;2,5;3,5', 'C;3,5;4,5'],
      ['Name\tText', 'x\ta, b, c', 'y\ta, b', 'z\ta, b'],
      ['Name;Text', ...text],
    ]) {
      const { columns, rows, dialect } = await readTable({ text: `${lines.join('\n')}\n` });
      assert.deepEqual([columns.map(c => c.name), rows], [lines[0]!.split(/[;\t]/), lines.length - 1]);
      assert.equal(dialect!.leftOut, undefined);
    }
  });

  it('may have commas where the table has other delimiters', async () => {
    const lines = ['Umsatz, je Kunde, und mehr', 'Kunde;Umsatz;Menge', 'A;1,5;2,5', 'B;2,5;3,5', 'A;7,5;4,5'];
    const { columns, rows, dialect } = await readTable({ text: `${lines.join('\n')}\n` });
    assert.deepEqual([columns.map(c => c.name), rows], [['Kunde', 'Umsatz', 'Menge'], 3]);
    assert.deepEqual(dialect!.leftOut, [taken(2)]);
  });

  it('of a CSV are an error where the user has said that there are fewer lines to skip', async () => {
    for (const skipLines of [0, 1])
      await assert.rejects(readTable({ text }, { skipLines }), (error: Error) => error.message.endsWith(`; ${hint}`));
    const { columns, rows, dialect } = await readTable({ text }, { skipLines: 3 });
    assert.deepEqual([columns.map(c => c.name), rows, dialect!.warnings], [['Kunde', 'Umsatz', 'Tag'], 4, []]);
  });

  it('that a spreadsheet has filled up with delimiters are left out too, and told by dataset and preview', async () => {
    const padded = [...report.map(line => `${line};;`), ...table, ''].join('\n');
    const raw = await readTable({ text: padded });
    assert.equal(guessColumns(raw)[0]!.warnings[0], taken(4));
    const dataset = await datasetOf({ text: padded }, { targets: ['Umsatz'], validation: 0, test: 0 });
    assert.deepEqual(dataset.body.findings.leftOut, [taken(4)]);
    assert.deepEqual((await readTable({ text: padded }, { skipLines: 0 })).dialect!.warnings, [hint]);
  });

  it('may stand above a row of groups, which is joined with the header below it', async () => {
    const values = Array.from({ length: 6 }, (_, i) => `${i};${i},5;3.${100 + i},25;0${i + 1}.02.2024`);
    const names = ['Nr.;Größe, m²;Umsatz, €;Tag', ...values];
    for (const [title, groups, joined] of [
      [
        'Kundenliste;;;',
        ';Stammdaten;;Zahlung',
        ['Nr.', 'Stammdaten Größe, m²', 'Stammdaten Umsatz, €', 'Zahlung Tag'],
      ],
      ['Kundenliste;;;', 'Kunde;;Zahlung;', ['Kunde Nr.', 'Kunde Größe, m²', 'Zahlung Umsatz, €', 'Zahlung Tag']],
    ] as const) {
      const { columns, rows, dialect } = await readTable({ text: [title, groups, ...names, ''].join('\n') });
      assert.deepEqual([columns.map(({ name }) => name), rows], [joined, 6]);
      assert.ok(dialect!.leftOut!.includes(taken(2)), dialect!.leftOut!.join());
    }
    // a line with several values below the title is no row of groups where they stand side by side
    const { columns } = await readTable({ text: ['Kundenliste;;;', 'Stand;01.02.2024;;', ...names, ''].join('\n') });
    assert.equal(columns[0]!.name, 'Kundenliste', 'unclear: the first row is the header');
  });

  it('of a workbook are left out, and the other sheets are named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tensorwire-titles-'));
    try {
      const file = join(folder, 'report.xlsx');
      writeFileSync(file, workbook([...report, ...table].map(line => line.split(';'))));
      const { columns, dialect } = await readTable({ file });
      assert.deepEqual(
        columns.map(c => c.name),
        ['Kunde', 'Umsatz', 'Tag'],
      );
      assert.deepEqual(dialect, { warnings: [], leftOut: [taken(4)] });
      assert.deepEqual((await readTable({ file }, { skipLines: 0 })).dialect!.warnings, [hint]);
      const second = ['Blatt 2', table.map(line => line.split(';'))] as const;
      writeFileSync(file, workbook([['Umsätze', '2024']], second));
      const others = 'the first sheet is read; there are others, "Blatt 2": set the sheet';
      await assert.rejects(datasetOf({ file }, { targets: ['Umsatz'] }), /has 0 rows, only a header/);
      writeFileSync(file, workbook([['Umsätze', '2024'], ['x']], second));
      await assert.rejects(datasetOf({ file }, { targets: ['Umsatz'] }), (error: Error) =>
        error.message.endsWith(`; ${others}`),
      );
      // a cover is no table
      writeFileSync(file, workbook([['Bericht'], ['siehe Blatt 2']], second));
      const found = await datasetOf({ file }, { targets: ['Umsatz'] });
      assert.equal(found.rows, 4);
      assert.ok(
        found.body.findings.warnings.includes('the sheet "Blatt 2" is read; there are others, "S": set the sheet'),
        found.body.findings.warnings.join(),
      );
      assert.deepEqual((await readTable({ file }, { sheet: 'Blatt 2' })).dialect!.warnings, []);
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

describe('totals below a table', () => {
  const read = async (lines: readonly string[]) => {
    const { rows, dialect } = await readTable({ text: `${lines.join('\n')}\n` });
    return [rows, dialect!.leftOut ?? dialect!.warnings];
  };
  const said = (row: number, word: string) => [
    `the rows from ${row} on are left out: "${word}" seems to begin a total`,
  ];

  it('are left out with the notes and blank rows around them, and the table says so', async () => {
    assert.deepEqual(await read([...table, 'Summe;16,0;']), [4, said(5, 'Summe')]);
    assert.deepEqual(await read([...table, ';;', 'Gesamtsumme:;16,0;', ';;', 'Stand 01.02.2024;;']), [
      4,
      said(6, 'Gesamtsumme:'),
    ]);
    assert.deepEqual(await read([...table, ';Total;x', ';Average;y']), [4, said(5, 'Total')]);
    const dataset = await datasetOf({ text: [...table, '合计;16,0;', ''].join('\n') }, { targets: ['Umsatz'] });
    assert.deepEqual([dataset.body.split.length, dataset.body.findings.leftOut[0]], [4, said(5, '合计')[0]]);
    assert.deepEqual(dataset.body.columns[0]!.labels, ['A', 'B']);
  });

  it('are asked about where they are not the only row of their name', async () => {
    const doubt = ['rows that begin with "Total" may be sums of others; remove them if they are'];
    assert.deepEqual(await read(['k;n', 'a;1', 'Total;1', 'b;2', 'c;3', 'Total;5']), [5, doubt]);
  });

  it('are rows where their word may be a value and no number is computed of those above, which is said', async () => {
    const rows = ['level,x,y', 'Alta,10.5,1', 'Baja,2.5,2', 'Alta,11,3', 'Baja,4,4'];
    const kept = (word: string) => [
      `the row that begins with "${word}" is kept, because its numbers are no sums, means or counts of those above; remove it if it is a total`,
    ];
    assert.deepEqual(await read([...rows, 'Media,6.5,5']), [5, kept('Media')]);
    assert.deepEqual(await read([...rows, 'Media,7,2.5']), [4, said(5, 'Media')]);
    assert.deepEqual(await read([...rows, 'Sum,28,']), [4, said(5, 'Sum')]);
    assert.deepEqual(await read([...rows, 'count,9,4']), [4, said(5, 'count')]);
    assert.deepEqual(await read([...rows, 'Total,6.5,5']), [4, said(5, 'Total')]);
  });

  it('are not seen where another row follows, in few rows, or in a preview', async () => {
    assert.deepEqual(await read(['k;n', 'a;1', 'b;2', 'c;3', 'd;1', 'Total;7', 'e;3']), [6, []]);
    assert.deepEqual(await read(['k;n', 'sum;1', 'mean;2', 'total;3']), [3, []]);
    assert.deepEqual(await read([...table, ...Array(20).fill(';;')]), [24, []]);
    assert.deepEqual(await read([...table, 'Summe;;', ...Array(20).fill(';;')]), [4, said(5, 'Summe')]);
    const text = [...table, 'Summe;16,0;', ''].join('\n');
    assert.equal((await readTable({ text }, { maxRows: 5 })).rows, 5);
  });
});

describe('two rows of headers', () => {
  const read = async (...lines: string[]) => {
    const { rows, columns, dialect } = await readTable({ text: `${lines.join('\n')}\n` });
    const { leftOut = [], warnings = [] } = dialect!;
    return {
      rows,
      names: columns.map(({ name }) => name),
      leftOut,
      warnings,
      numbers: [...(columns.at(-1)!.numbers ?? [])],
    };
  };

  it('are joined where the upper one names groups of columns', async () => {
    const quarters = ['a;b;a;b', '1;2;3;4', '5;6;7;8', '1;2;3;5'];
    for (const groups of ['Q1;;Q2;', 'Q1;Q1;Q2;Q2'])
      assert.deepEqual(await read(groups, ...quarters), {
        rows: 3,
        names: ['Q1 a', 'Q1 b', 'Q2 a', 'Q2 b'],
        leftOut: ['the header has two rows, which are joined: "Q1 a", "Q1 b", "Q2 a", "Q2 b"'],
        warnings: [],
        numbers: [4, 8, 5],
      });
    const places = ['Datum;Ort A;;Ort B;', ';Temp;Druck;Temp;Druck', '1.1.2024;1;2;3;4', '2.1.2024;1;2;3;4'];
    assert.deepEqual((await read(...places, '3.1.2024;1;2;3;4')).names, [
      'Datum',
      'Ort A Temp',
      'Ort A Druck',
      'Ort B Temp',
      'Ort B Druck',
    ]);
    const beyond = ['a;b;a;b;class', '1;2;3;4;5', '5;6;7;8;9', '1;2;3;5;6'];
    assert.deepEqual((await read('Q1;;Q2;;', ...beyond)).names, ['Q1 a', 'Q1 b', 'Q2 a', 'Q2 b', 'class']);
    const titled = await read(
      'Bericht;;;;;',
      '',
      'Q1;;;Q2;;',
      'a;b;c;a;b;c',
      '1;2;3;4;5;6',
      '1;2;3;4;5;6',
      '1;2;3;4;5;7',
    );
    assert.deepEqual(titled.names, ['Q1 a', 'Q1 b', 'Q1 c', 'Q2 a', 'Q2 b', 'Q2 c']);
    assert.equal(titled.leftOut.length, 2);
  });

  it('hold units or descriptions below the names, which are left out and told', async () => {
    const units = await read('Länge;Preis', 'mm;€', '1;2,5', '2;3,5', '3;4,5');
    assert.deepEqual(
      [units.rows, units.names, units.leftOut],
      [3, ['Länge', 'Preis'], ['the row below the header is left out: it holds the units "mm", "€"']],
    );
    assert.deepEqual((await read('Name;Länge', ';mm', 'x;2.5', 'y;3.5', 'z;4.5')).numbers, [2.5, 3.5, 4.5]);
    assert.deepEqual((await read('L;P', 'Length of a leaf;Price in a shop', '1;2', '2;3', '3;4')).leftOut, [
      'the row below the header is left out: it describes the columns, "Length of a leaf", "Price in a shop"',
    ]);
  });

  it('are one where the second row holds values, marks of missing, or words like those below it', async () => {
    for (const lines of [
      ['a;b', 'n/a;n/a', '1;2', '3;4', '5;6'],
      ['a;b;c', 'err;1;k', '2;2;k', '3;4;k', '5;6;k'],
      ['name;n', 'Anna;n.a.', 'Ben;2', 'Cem;3'],
      ['name;n', 'Anna;many', 'Ben;2', 'Cem;3'],
      ['a;b', 'x;y', '1;2'],
      ['site;lead;zinc', 'A;<5;<10', 'B;6;12', 'C;7;13', 'D;8;14'],
      ['site;lead;zinc', 'A;>100;≥ 100', 'B;6;12', 'C;7;13', 'D;8;14'],
      ['site;lead;zinc', 'A;5-6;1-2', 'B;6;12', 'C;7;13', 'D;8;14'],
      ['site;lead;zinc', 'A;error;error', 'B;6;12', 'C;7;13', 'D;8;14'],
    ]) {
      const { rows, dialect } = await readTable({ text: `${lines.join('\n')}\n` });
      assert.deepEqual([rows, dialect!.leftOut], [lines.length - 1, undefined], lines[1]);
    }
  });
});

describe('units below a header', () => {
  it('are left out where all stand in brackets, and the table says so', async () => {
    const rows = ['t;T;ok', '[s];[°C];[-]', '1;2,5;ja', '2;3,5;nein', '3;4,5;ja'];
    const { columns, rows: number, dialect } = await readTable({ text: `${rows.join('\n')}\n` });
    assert.deepEqual(
      [number, dialect!.leftOut],
      [3, ['the row below the header is left out: it holds the units "[s]", "[°C]", "[-]"']],
    );
    assert.deepEqual([...columns[0]!.numbers!], [1, 2, 3]);
    const [, t, ok] = guessColumns(await readTable({ text: `${rows.join('\n')}\n` }, { maxRows: 3 }));
    assert.deepEqual([t!.type, t!.missing, ok!.type], ['number', 0, 'boolean']);
  });

  it('are rows where they are not', async () => {
    for (const lines of [
      ['a;b', '[x];1', '[y];2'],
      ['a', '[x]', '[y]'],
      ['a;b', '[x];[y]'],
      ['a;b', '(1.200,50);(3.400,00)', '5,5;6,5'],
      ['a;b', '[1, 2];[3, 4]', '[5, 6];[7, 8]'],
      ['a;b', '(5 €);(7 €)', '6 €;8 €'],
    ]) {
      const { rows, dialect } = await readTable({ text: `${lines.join('\n')}\n` });
      assert.deepEqual([rows, dialect!.leftOut], [lines.length - 1, undefined]);
    }
  });
});
