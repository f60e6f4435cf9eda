import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { guessColumns, readTable } from '../../src/data';
import { Tensor } from '../../src/values/tensor';
import { cellsOf, fails, readText, temporaryFolder } from './helpers';

const oracle = JSON.parse(readFileSync(join(__dirname, '../oracle/data.json'), 'utf8')) as {
  csv: { name: string; text: string; rows: string[][] }[];
};

/** What the cells of a text table are, column by column. */
const columns = ([header = [], ...rows]: string[][]) =>
  Object.fromEntries(header.map((name, i) => [name, rows.map(row => row[i]! || null)]));

describe('reading CSV', () => {
  for (const { name, text, rows } of oracle.csv) {
    it(`agrees with Python's csv module: ${name}`, async () => assert.deepEqual(await readText(text), columns(rows)));
  }

  it('agrees with csv-parse on any cells, in whatever pieces they come', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ',', ';', '"', '\n', '\r\n', ' '), maxLength: 5 });
    const quoted = (text: string) => (/[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const table = fc.integer({ min: 2, max: 4 }).chain(n => fc.array(fc.array(cell, { minLength: n, maxLength: n })));
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (rows, end, long) => {
        const header = (rows[0] ?? ['', '']).map((_, i) => `c${i}`);
        const filler = Array.from({ length: long ? 12_000 : 1 }, () => header.map(() => 'x'));
        const text = [header, ...filler, ...rows].map(row => row.map(quoted).join(',')).join(end);
        const expected = (parse(text, { trim: true, skip_empty_lines: true }) as string[][]).map(r =>
          r.map(c => c.trim()),
        );
        assert.deepEqual(await readText(text), columns(expected));
      }),
      { numRuns: 30 },
    );
  });

  it('finds the delimiter, past quotes and decimal commas', async () => {
    assert.deepEqual(await readText('a;b\n1,5;x\n2,5;y\n'), { a: ['1,5', '2,5'], b: ['x', 'y'] });
    assert.deepEqual(await readText('"a,1"\t"b;2"\nx,y\tz\n'), { 'a,1': ['x,y'], 'b;2': ['z'] });
    assert.deepEqual(await readText('sep=|\na|b\n1|2\n'), { a: [1], b: [2] });
    assert.deepEqual(await readText('only\nx\ny\n'), { only: ['x', 'y'] });
  });

  it('passes over a byte order mark and blank lines, and understands every line end', async () => {
    for (const end of ['\n', '\r\n', '\r'])
      assert.deepEqual(await readText(`\ufeffa,b${end}${end}1,2${end}3,4${end}${end}`), { a: [1, 3], b: [2, 4] });
    assert.deepEqual(await readText('a,b\r\n1,2\n3,4'), { a: [1, 3], b: [2, 4] });
  });

  it('takes the first row for data where it cannot be a header', async () => {
    assert.deepEqual(await readText('5.1,3.5,x\n1,2,y\n'), {
      'column 1': [5.1, 1],
      'column 2': [3.5, 2],
      'column 3': ['x', 'y'],
    });
    assert.deepEqual(await readText('country,2010\nFR,5\n'), { country: ['FR'], '2010': [5] });
    assert.deepEqual(await readText('0,1\n5,6\n'), { '0': [5], '1': [6] });
  });

  it('gives columns without a name one, and drops the empty one that a last comma makes', async () => {
    assert.deepEqual(await readText(',a,\n0,5,\n1,6,\n'), { 'column 1': [0, 1], a: [5, 6] });
  });

  it('keeps a column that is called __proto__', async () => {
    const { columns } = await readTable({ text: '__proto__,constructor\n1,2\n' });
    assert.deepEqual(
      columns.map(c => c.name),
      ['__proto__', 'constructor'],
    );
  });

  it('says which row is ragged', async () => {
    const rows = Array.from({ length: 1300 }, (_, i) => (i === 1203 ? '1,2,3,4,5,6,7' : '1,2,3,4,5,6,7,8'));
    const text = ['a,b,c,d,e,f,g,h', ...rows].join('\n');
    await fails(
      readTable({ text, name: 'customers.csv' }),
      /^dataset "customers\.csv": row 1,204 has 7 values, the header has 8$/,
    );
    await fails(readTable({ text: 'a,b\n"1",2\n3' }), 'dataset: row 2 has 1 value, the header has 2');
  });

  it('takes delimiters at the ends of some rows for nothing', async () => {
    assert.deepEqual(await readText('a;b\n1;2;\n3;4\n5;6;;'), { a: [1, 3, 5], b: [2, 4, 6] });
    await fails(readTable({ text: 'a;b\n1;2;\n3;4;;5' }), 'row 2 has 4 values, the header has 2');
    await fails(readTable({ text: 'a;b;c\n1;2;3\n3;4' }), 'row 2 has 2 values, the header has 3');
  });

  it('says what is wrong with an empty or broken text', async () => {
    await fails(readTable({ text: '' }), 'is empty');
    await fails(readTable({ text: '\n \n' }), 'is empty');
    await fails(readTable({ text: 'a,b\n' }), 'has 0 rows');
    const twice = await readTable({ text: 'a,a 2,a,,a\n1,2,3,,4' });
    assert.deepEqual(
      twice.columns.map(({ name }) => name),
      ['a', 'a 2', 'a 3', 'a 4'],
    );
    assert.deepEqual(twice.dialect!.warnings, [
      '"a" stands twice in the header; one of the columns is called "a 3" here',
      '"a" stands twice in the header; one of the columns is called "a 4" here',
    ]);
    await fails(readTable({ text: 'a,b\n1,"x' }), 'row 1', 'never closed');
    await fails(readTable({ text: Buffer.from('a,b\né,\xe9\n\x00', 'latin1') }), 'is not a text file');
    await fails(readTable({ text: Buffer.from('\ufeffa,b\n', 'utf16le') }), 'has 0 rows');
    await fails(
      readTable({ text: 'a,b', format: 'x' } as never, { format: 'xml' as never }),
      'format must be',
      '"xml"',
    );
  });

  it('stops after maxRows', async () => {
    const text = `a,b\n${'1,2\n'.repeat(50_000)}"open`;
    assert.equal((await readTable({ text }, { maxRows: 10 })).rows, 10);
  });
});

describe('reading files', () => {
  const folder = temporaryFolder();

  it('that are texts and called xls, as many programs export them; a page is refused', async () => {
    const file = join(folder, 'export.xls');
    writeFileSync(file, 'a\tb\n1\tx\n2\ty\n');
    assert.deepEqual(cellsOf(await readTable({ file })), { a: [1, 2], b: ['x', 'y'] });
    writeFileSync(file, '<html><table><tr><td>1</td></tr></table></html>');
    await fails(readTable({ file }), 'is a page of HTML or XML, as some programs export under the name .xls');
  });

  it('by their extension and content', async () => {
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const expected = { a: [1, 2], b: ['x', null] };
    const files = {
      'table.csv': 'a,b\n1,x\n2,\n',
      'table.TSV': 'a\tb\n1\tx\n2\t\n',
      'table.json': '[{"a":1,"b":"x"},{"a":2,"b":null}]',
      'lines.json': '{"a":1,"b":"x"}\n{"a":2,"b":null}\n',
      'table.jsonl': '{"a":1,"b":"x"}\r\n\r\n{"a":2}',
      'columns.json': '{"a":[1,2],"b":["x",null]}',
      'pandas.json': '{"a":{"0":1,"1":2},"b":{"0":"x","1":null}}',
      bare: '  [{"a":1,"b":"x"},\n{"a":2}]\n',
      'text.txt': 'a,b\n1,x\n2,?\n',
    };
    for (const [name, text] of Object.entries(files))
      assert.deepEqual(cellsOf(await readTable({ file: write(name, text) })), expected, name);
  });

  it('names a file that does not exist, is a folder, a device, or too large', async () => {
    await fails(readTable({ file: join(folder, 'none.csv') }), 'dataset "none.csv": the file does not exist');
    mkdirSync(join(folder, 'folder.csv'));
    await fails(readTable({ file: join(folder, 'folder.csv') }), 'is a folder');
    await fails(readTable({ file: '/dev/zero' }), 'is a device');
    await fails(readTable({ file: 'a\0b' }), 'dataset');
    const file = join(folder, 'large.csv');
    writeFileSync(file, 'a,b\n');
    truncateSync(file, 3_000_000);
    writeFileSync(file, `a,b\n${'1,2\n'.repeat(600_000)}`);
    await fails(readTable({ file }, { sizeLimit: 2e6 }), 'has 3 MB, the limit is 2 MB');
    await fails(readTable({ text: 'x'.repeat(3e6) }, { sizeLimit: 2e6 }), 'has 3 MB, the limit is 2 MB');
  });

  it('finds out in the first piece that 2 GB of zeros are no text', async () => {
    const file = join(folder, 'zeros.csv');
    writeFileSync(file, '');
    truncateSync(file, 2 * 1024 ** 3); // sparse: takes no room
    await fails(readTable({ file }), 'is not a text file: byte 1 is 0');
  });

  it('never ends in anything but a table or a TensorwireError, whatever the bytes', async () => {
    const text = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\n', '\\', '1', 'a', ';', '\r', '.', 'é'),
    });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      text.map(t => Buffer.from(t)),
    );
    const format = fc.constantFrom('auto', 'csv', 'json', 'jsonl');
    await fc.assert(
      fc.asyncProperty(bytes, format, async (text, format) => {
        try {
          const { rows, columns } = await readTable({ text }, { format: format as 'auto' });
          assert.ok(rows > 0 && columns.every(c => (c.numbers ?? c.codes ?? { length: rows }).length === rows));
        } catch (error) {
          assert.equal((error as Error).name, 'TensorwireError', (error as Error).stack);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('reading JSON', () => {
  it('agrees with JSON.parse, in whatever pieces it comes', async () => {
    const name = fc.constantFrom('a', 'b"', 'c,}', 'd]\\', 'é😀');
    const value = fc.oneof(fc.constantFrom('[{"', '\\"', '}\n', 'é😀'), fc.integer(), fc.boolean(), fc.constant(null));
    const records = fc.array(fc.dictionary(name, value, { minKeys: 1 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(records, fc.constantFrom(undefined, 2), fc.boolean(), async (records, indent, long) => {
        const all = long ? [...Array.from({ length: 8000 }, () => ({ a: '[{"' })), ...records] : records;
        const read = cellsOf(await readTable({ text: JSON.stringify(all, null, indent) }));
        for (const [name, cells] of Object.entries(read))
          assert.deepEqual(
            cells,
            all.map(r => plain((r as Record<string, unknown>)[name])),
          );
      }),
      { numRuns: 50 },
    );
  });

  it('reads the one list of records within an object, and says what is left out', async () => {
    const orders = [
      { a: 1, b: { c: 2 } },
      { a: 3, b: { c: 4 } },
    ];
    const table = await readTable({ text: JSON.stringify({ meta: { page: 1 }, count: 2, data: { orders } }) });
    assert.deepEqual(cellsOf(table), { a: [1, 3], 'b.c': [2, 4] });
    assert.deepEqual(table.dialect!.leftOut, [
      'the rows are the list "data.orders"; what stands beside it is left out: "count", "meta.page"',
    ]);
    const alone = await readTable({ text: JSON.stringify({ data: { orders } }) }, { maxRows: 1 });
    assert.deepEqual([cellsOf(alone), alone.dialect!.leftOut], [{ a: [1], 'b.c': [2] }, undefined]);
    await fails(
      readTable({ text: JSON.stringify({ page: 1, orders, customers: orders }) }),
      'holds several lists of records, "orders", "customers"',
    );
    // Columns stay columns, and a matrix is none of records.
    assert.deepEqual(cellsOf(await readTable({ text: '{"a":[1,2],"b":["x","y"]}' })), { a: [1, 2], b: ['x', 'y'] });
  });

  it('leaves out lists of texts and records within rows, and says so', async () => {
    const items = [[{ sku: 1 }], [], [{ sku: 2 }, { sku: 3 }]];
    const tags = [[], ['new'], ['b2b', 'new']];
    const text = JSON.stringify(items.map((list, i) => ({ items: list, tags: tags[i], none: [], n: i })));
    const told = guessColumns(await readTable({ text })).map(({ name, type, reason }) => [name, type, reason]);
    assert.deepEqual(told, [
      ['items', 'ignored', 'holds a list of records'],
      ['tags', 'ignored', 'holds a list of texts'],
      ['none', 'ignored', 'holds an empty list'],
      ['n', 'integer', undefined],
    ]);
    await fails(readTable({ text: '[{"a":[]},{"a":[1]}]' }), 'column "a", row 1: has an empty array');
    await fails(
      readTable({ text: '[{"a":[1]},{"a":["x"]}]' }),
      'column "a", row 2: an array holds numbers, received "x"',
    );
  });

  it('names a value that comes twice, as a key of its own and within a record, and leaves none out', async () => {
    const twice = 'row 2 has "a.b" twice, as a key of its own and within a record: leave one of them out';
    const first = { 'a.b': 1, c: 1 };
    for (const second of [
      { 'a.b': 2, a: { b: 3 } },
      { a: { b: 3 }, 'a.b': 2 },
    ]) {
      await fails(readTable({ records: [first, second] }), twice);
      await fails(readTable({ text: JSON.stringify([first, second]) }), twice);
      await fails(readTable({ text: `${JSON.stringify(first)}\n${JSON.stringify(second)}`, name: 'x.jsonl' }), twice);
    }
    const one = await readTable({
      records: [first, { a: { b: 3 } }, { 'a.b': 4, a: null }, { 'a.b': null, a: { b: 5 } }],
    });
    assert.deepEqual(cellsOf(one)['a.b'], [1, 3, 4, 5]);
  });

  it('columns that begin and end at any row hold what came', async () => {
    for (const rows of [1, 7, 8, 9, 17, 40]) {
      const from = [0, 6, 7, 8, 9, 16, 30].filter(first => first < rows);
      const cell = (row: number, first: number) => (row < first || row % 5 === 4 ? null : row / 4 + first);
      const records = Array.from({ length: rows }, (_, row) =>
        Object.fromEntries([['row', row], ...from.map(first => [`from ${first}`, cell(row, first)])]),
      );
      const expected = Object.fromEntries(
        ['row', ...from.map(first => `from ${first}`)].map(name => [name, records.map(record => record[name])]),
      );
      for (const source of [{ records }, { text: JSON.stringify(records) }])
        assert.deepEqual(cellsOf(await readTable(source)), expected, `${rows} rows`);
    }
  });

  it('as pandas writes a table with orient="split", with and without the index', async () => {
    const table = {
      columns: ['a', 'b.c', 3],
      index: [0, 1],
      data: [
        [1, 'x', null],
        [2, 'y', 0.5],
      ],
    };
    const { index, ...bare } = table;
    for (const one of [table, bare, { ...table, index_names: [null] }]) {
      const read = await readTable({ text: JSON.stringify(one) });
      assert.deepEqual(cellsOf(read), { a: [1, 2], 'b.c': ['x', 'y'], 3: [null, 0.5] });
      assert.equal(read.dialect?.leftOut, undefined);
    }
    const named = await readTable({ text: JSON.stringify({ ...table, index: ['p', 'q'] }) });
    assert.match(named.dialect!.leftOut![0]!, /^the index is left out.*reset_index/);
    await fails(readTable({ text: '{"columns":["a","b"],"index":[0],"data":[[1]]}' }), 'row 1 has 1 value', 'has 2');
    await fails(readTable({ text: '{"columns":["a","a"],"index":[0],"data":[[1,2]]}' }), 'two columns are called "a"');
    const columns = await readTable({ text: '{"columns":["a","b"],"data":[1,2]}' });
    assert.deepEqual(cellsOf(columns), { columns: ['a', 'b'], data: [1, 2] });
  });

  it('says where it is broken', async () => {
    await fails(readTable({ text: '[{"a":1},{"a":}]' }), 'row 2 is not valid JSON');
    await fails(readTable({ text: '[{"a":1},{"a":2}' }), 'ends within its array', '1 row');
    await fails(readTable({ text: '[{"a":1}] x' }), 'something stands after its array');
    await fails(readTable({ text: '[1,2]' }), 'row 1 must be a record', 'received 1');
    await fails(readTable({ text: '[{"a":1},[2]]' }), 'row 2 must be a record', 'an array of 1');
    await fails(readTable({ text: '{"a":1}' }), 'must be an array of records');
    await fails(readTable({ text: '{"a":[1,2],"b":[1]}' }), '"b" has 1 rows, "a" has 2');
    await fails(readTable({ text: '[]' }), 'is empty');
    await fails(readTable({ text: '{"a":1}\n{"a"', name: 'x.jsonl' }), 'row 2 is not valid JSON');
  });
});

const plain = (value: unknown) =>
  typeof value === 'boolean' ? String(value) : typeof value === 'string' ? value.trim() : (value ?? null);

describe('reading records and arrays', () => {
  it('as databases send them', async () => {
    const records = [
      {
        n: 1n,
        t: new Date(0),
        b: true,
        s: '4.5',
        buf: Buffer.from('abc'),
        bit: Buffer.from([1]),
        d: { valueOf: () => 2.5 },
      },
      {
        n: 2n ** 60n,
        t: null,
        b: false,
        s: ' x ',
        buf: Buffer.from('12'),
        bit: Buffer.from([0]),
        d: undefined,
      },
    ];
    assert.deepEqual(cellsOf(await readTable({ records })), {
      n: [1, String(2n ** 60n)],
      t: ['1970-01-01T00:00:00.000Z', null],
      b: ['true', 'false'],
      s: [4.5, 'x'],
      buf: ['abc', 12],
      bit: [1, 0],
      d: [2.5, null],
    });
  });

  it('from another realm, as function nodes make them', async () => {
    const records = runInNewContext('[{ a: 1, t: new Date(0), x: [1, 2] }, { a: 2, t: new Date(1), x: [3, 4] }]');
    const { columns } = await readTable({ records });
    assert.deepEqual(
      columns.map(c => c.texts.length + (c.tensor?.data.length ?? 0)),
      [0, 2, 4],
    );
  });

  it('with keys that come and go', async () => {
    assert.deepEqual(cellsOf(await readTable({ records: [{ a: 1 }, { b: 'x' }, { a: 3, b: 'y' }] })), {
      a: [1, null, 3],
      b: [null, 'x', 'y'],
    });
  });

  it('with arrays in them, all of one shape', async () => {
    const { columns } = await readTable({ records: [{ x: [[1, 2]] }, { x: [[3, 4]] }] });
    assert.deepEqual(
      [columns[0]!.tensor!.shape, [...columns[0]!.tensor!.data]],
      [
        [1, 2],
        [1, 2, 3, 4],
      ],
    );
    await fails(readTable({ records: [{ x: [1, 2] }, { x: [3] }] }), 'column "x", row 2', '[1]', '[2]');
    await fails(readTable({ records: [{ x: [1] }, { x: null }] }), 'column "x", row 2', 'expected an array');
    await fails(readTable({ records: [{ x: [1] }, {}] }), 'column "x", row 2', 'expected an array');
    await fails(readTable({ records: [{ x: [1, 'a'] }] }), 'column "x", row 1', '"a"');
    await fails(readTable({ records: [{ x: [1] }, { x: [Number.NaN] }] }), 'column "x", row 2', 'NaN');
    await fails(readTable({ records: [{ x: 1 }, { x: [2] }] }), 'column "x", row 2', 'an array of 1');
  });

  it('as features and targets', async () => {
    const features = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const expected = new Float32Array([1, 2, 3, 4, 5, 6]);
    const forms = [features, new Tensor(expected, [3, 2]), features.map(row => Float64Array.from(row)), { features }];
    for (const form of forms) {
      const table = await readTable({ features: form, targets: ['a', 'b', 'a'] });
      assert.deepEqual(
        [table.columns[0]!.name, table.columns[0]!.tensor],
        ['features', { data: expected, shape: [2] }],
      );
      assert.deepEqual(table.targets, ['target']);
      assert.deepEqual(cellsOf(table).target, ['a', 'b', 'a']);
    }
  });

  it('says which array does not fit', async () => {
    const targets = [1, 2];
    await fails(
      readTable({ features: [[1, 2], [3]], targets }),
      'column "features", row 2',
      'has 1 value where the first has 2',
    );
    await fails(
      readTable({
        features: [
          [1, 2],
          [3, Number.POSITIVE_INFINITY],
        ],
        targets,
      }),
      'row 2',
      'Infinity',
    );
    await fails(readTable({ features: [[1], [2], [3]], targets }), '"target" has 2 rows, "features" has 3');
    await fails(readTable({ features: 5, targets }), 'features must be nested arrays or a Tensor, received 5');
    await fails(readTable({ features: [], targets: [] }), 'has 0 rows');
    await fails(readTable({ features: [[], []], targets }), 'at least one value');
  });
});
