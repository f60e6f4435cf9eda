import assert from 'node:assert/strict';
import { guessColumns, readTable } from '../../../src/data';
import { datasetOf } from '../helpers';

/** The guess for a column of these cells, with whatever rows stand beside it. */
async function guess(cells: readonly unknown[], name = 'x') {
  const table = await readTable({ records: cells.map(cell => ({ [name]: cell, other: 1 })) });
  return guessColumns(table)[0]!;
}
const repeat = (n: number, cell: (i: number) => unknown) => Array.from({ length: n }, (_, i) => cell(i));

describe('dates without a time', () => {
  it('are shown as days', async () => {
    const records = ['2024-05-01', '2024-05-02', '2024-05-03'].map(day => ({
      day: new Date(day),
      at: new Date(`${day}T08:30Z`),
    }));
    const [day, at] = guessColumns(await readTable({ records }));
    assert.deepEqual([day!.type, day!.examples[0]], ['date', '2024-05-01']);
    assert.equal(at!.examples[0], '2024-05-01T08:30:00.000Z');
  });
});

describe('suggesting how columns are scaled', () => {
  it('says for numbers and arrays what the data ask for, and what cannot be read', async () => {
    const scaling = async (cells: readonly unknown[]) => (await guess(cells)).scaling;
    assert.equal(await scaling(repeat(100, i => i / 7)), 'standard');
    assert.equal(await scaling(repeat(100, i => (i % 50 ? i % 9 : 1e7))), 'robust');
    assert.equal(await scaling(repeat(100, i => `kind ${i % 3}`)), undefined);
    assert.equal(await scaling(repeat(9, i => [300 + i, i])), 'standard');
    assert.equal(await scaling(repeat(9, i => [0, i / 9])), 'none');
    const { problem } = await guess([1, 2.5, 1e39]);
    assert.equal(problem!.row, 2);
    assert.match(problem!.text, /1e\+39 is beyond what a float32 holds \(3.4e\+38\)/);
  });
});

describe('guessing column types', () => {
  const cases: [string, readonly unknown[], string][] = [
    ['numbers', [1.5, 2, '3'], 'number'],
    ['whole numbers', [5, '7', null, 9], 'integer'],
    ['0 and 1', [0, 1, 1, null], 'boolean'],
    ['booleans', [true, false, true], 'boolean'],
    ['yes and No', ['yes', 'No', 'YES', '?'], 'boolean'],
    ['yes and no in other languages', ['ja', 'Nein', 'JA', 'nein'], 'boolean'],
    ['yes and no in two languages, and marks', ['yes', 'ja', 'Nein', 'no', 'y', '-', 'n/a', '#NV', '是'], 'boolean'],
    ['numbers and what a German spreadsheet calls not found', ['12,5 %', '3 %', '#NV', '#N/V', '#WERT!'], 'number'],
    ['a few texts', ['a', 'b', 'c'], 'category'],
    ['texts that repeat', repeat(100, i => `kind ${i % 40}`), 'category'],
    ['dates', ['2024-01-01', '2024-02-01T10:00Z', ''], 'date'],
    ['Date objects', [new Date(), new Date(0)], 'date'],
    ['decimal commas', ['3,14', '2,5', '1,234', '7'], 'number'],
    ['decimal commas and dots for thousands', ['1.234,50', '950,00'], 'number'],
    ['commas and points for decimals', ['3,14', '2.5', '3,14', '2.5'], 'category'],
    ['addresses of the internet', repeat(30, i => `192.168.100.${100 + i}`), 'text'],
    ['telephones', repeat(30, i => `+4930${1000 + i}`), 'text'],
    ['amounts as accountants write them', repeat(30, i => (i % 2 ? `$${i}.50` : `($${i},100.50)`)), 'number'],
    ['large amounts', repeat(30, i => `${i},5 Mio. €`), 'number'],
    ['large amounts of two sizes', repeat(30, i => (i % 2 ? `${i},5 Mio. €` : `${i} Tsd. €`)), 'integer'],
    ['streets', repeat(30, i => `${i} Rue ${i}`), 'text'],
    ['units', ['5 %', '7.5 %', '-'], 'number'],
    ['zip codes, some with a zero before', repeat(40, i => `${['0', '1', '2'][i % 3]}${1000 + i}`), 'text'],
    ['sizes in words and numbers', repeat(60, i => ['1', '2', '3', '4', '5+'][i % 5]), 'category'],
    ['dates with slashes', ['4/20/2024', '5/1/2024'], 'date'],
    ['times of the day', ['7:30 AM', '11:00 PM'], 'date'],
    ['hours beyond a day', ['38:30', '40:00', '38:30', '20:00'], 'number'],
    ['weeks', ['2024-W05', '2024-W06'], 'date'],
    ['dates with dots', ['31.12.2023', '1.5.2024'], 'date'],
    ['what may be thousands', ['1,234', '2,345'], 'integer'],
    ['free text', repeat(50, i => `sentence number ${i}`), 'text'],
    ['sizes, numbers among them', repeat(40, i => ['38', '40', 'M', 'L'][i % 4]), 'category'],
    ['zip codes with a zero before', ['01234', '00501', '01234'], 'category'],
    ['too many categories', repeat(1000, i => `c${i % 300}`), 'text'],
    ['nothing', [null, '', 'NA'], 'ignored'],
    [
      'bytes, though some look like texts or numbers',
      repeat(20, i => Buffer.from(i % 3 ? [65, i] : [0x1e, 0x99, 0x99, 0x05])),
      'ignored',
    ],
    ['texts as bytes', repeat(20, i => Buffer.from(['a', 'b', 'c'][i % 3]!)), 'category'],
    ['bits as bytes', repeat(20, i => Buffer.from([i % 2])), 'boolean'],
    [
      'arrays',
      [
        [1, 2],
        [3, 4],
      ],
      'tensor',
    ],
  ];
  for (const [title, cells, type] of cases)
    it(`${title}: ${type}`, async () => assert.equal((await guess(cells)).type, type));

  it('ignores row numbers, by name and content', async () => {
    const rows = repeat(20, i => i + 1);
    assert.equal((await guess(rows, 'customer_id')).type, 'ignored');
    assert.equal((await guess(rows, 'PassengerId')).type, 'ignored');
    for (const name of ['Lfd. Nr.', 'Pers.-Nr', 'Kundennr.', 'kundennr', 'row no.', '序号'])
      assert.equal((await guess(rows, name)).type, 'ignored', name);
    for (const name of ['day', 'piano', 'Kanr']) assert.equal((await guess(rows, name)).type, 'integer', name);
    assert.equal((await guess(rows, 'paid')).type, 'integer');
    assert.equal((await guess([...rows].reverse(), 'day')).type, 'integer');
  });

  it('ignores identifiers, by name and content, unless they are the target', async () => {
    const ids = repeat(40, i => 1000 + ((i * 7919) % 9001));
    for (const name of [
      'id',
      'customer.id',
      'Kunden-Nr.',
      'Kundennummer',
      'orderId',
      'KundenNr',
      'Kundennr.',
      '客户编号',
    ]) {
      const { type, reason } = await guess(ids, name);
      assert.deepEqual([type, /^seems to be an identifier/.test(reason ?? '')], ['ignored', true], name);
    }
    for (const name of ['price', 'paid', 'rapid', 'Etagen'])
      assert.equal((await guess(ids, name)).type, 'integer', name);
    const repeated = repeat(40, i => 1000 + (i % 20));
    assert.equal((await guess(repeated, 'id')).type, 'integer');
    assert.equal(
      (
        await guess(
          repeat(40, i => i / 7),
          'id',
        )
      ).type,
      'number',
    );
    const dataset = await datasetOf(
      ids.map((id, i) => ({ id, x: i })),
      { targets: ['id'] },
    );
    assert.equal(dataset.pipeline.targets[0]!.task, 'regression');
  });

  it('takes a column with a few texts for numbers, and says which count as missing', async () => {
    const { type, problem, warnings, missing } = await guess([...repeat(30, i => i / 2), 'abc', ...repeat(9, i => i)]);
    assert.deepEqual([type, problem, missing], ['number', undefined, 1]);
    assert.deepEqual(warnings, ['1 value that is no number counts as missing: "abc"']);
  });

  it('warns of postal codes that are read as a quantity', async () => {
    const doubts = async (name: string) => {
      const { type, warnings } = await guess(
        repeat(300, i => 10_115 + 37 * i),
        name,
      );
      return [type, warnings.filter(text => text.includes('postal codes')).length];
    };
    for (const name of ['PLZ', 'zip', 'zipCode', 'Postleitzahl', 'postal_code', '邮编'])
      assert.deepEqual(await doubts(name), ['integer', 1], name);
    for (const name of ['area', 'zipped', 'recap']) assert.deepEqual(await doubts(name), ['integer', 0], name);
  });

  it('warns of months that may be days, unless others show that they are months', async () => {
    const doubt = ['"Sep 16" is read as a month and a year; if it is a day, set its type to category'];
    const warnings = async (cells: readonly string[]) => {
      const found = await guess(cells);
      assert.equal(found.type, 'date');
      return found.warnings;
    };
    assert.deepEqual(await warnings(['Sep 16', 'Apr 14', 'Jan 22']), doubt);
    assert.deepEqual(await warnings(['Sep 16', 'Mai 14', 'Dez 22']), []);
    assert.deepEqual(await warnings(['Sep-16', 'Apr-14', 'Jan-22']), []);
  });

  it('takes times that repeat for classes where they are the target', async () => {
    const shifts = Array.from({ length: 40 }, (_, i) => ({ load: i, start: ['06:00', '14:00', '22:00'][i % 3] }));
    const { body, columns } = await datasetOf(shifts, { targets: ['start'] });
    assert.equal(columns.start, 'category');
    assert.deepEqual(body.columns[1]!.labels, ['06:00', '14:00', '22:00']);
  });

  it('says of yes and no that other labels are among them', async () => {
    const cells = [...repeat(40, i => (i % 3 ? 'ja' : 'nein')), '-', 'unbekannt', '-'];
    const { type, warnings } = await guess(cells);
    const others =
      'besides "nein", "ja" it has "unbekannt", "-", in rows: 3; these are categories of their own. ' +
      'If they mean that a value is missing, set the missing values';
    assert.deepEqual([type, warnings], ['category', [others]]);
    assert.deepEqual((await guess(['ja', 'nein', 'oft', 'selten', 'nie', 'oft', 'oft'])).warnings, []);
  });

  it('calls texts that name each row identifiers, and other texts texts', async () => {
    const reason = async (cell: (i: number) => string) => (await guess(repeat(60, cell))).reason ?? '';
    assert.match(await reason(i => `K${10_000 + i}`), /^seems to be an identifier, a text of its own/);
    assert.match(await reason(i => `9f1c${i}-4b7e-11ee`), /^seems to be an identifier/);
    assert.match(await reason(i => `the order number ${i} came late`), /too many for categories/);
    assert.match(
      await reason(i => `word${'abcdefghij'[i % 10]}${'klmnop'[Math.floor(i / 10)]}`),
      /too many for categories/,
    );
  });

  it('says of labels that differ only in capitals that they are different', async () => {
    const { type, warnings } = await guess(['Gepflegt', 'gepflegt', 'neu', 'alt']);
    assert.deepEqual(
      [type, warnings],
      ['category', ['"Gepflegt" and "gepflegt" are different categories; write them alike if they are one']],
    );
    assert.deepEqual((await guess(['Ja', 'ja', 'nein'])).warnings, []);
  });

  it('shows marks of missing that are labels among words', async () => {
    const { examples, distinct, missing } = await guess(['-', 'a', 'b', 'a']);
    assert.deepEqual([examples, distinct, missing], [['a', 'b', '-'], 3, 0]);
  });

  it('shows first what it reads: the record that an inserted flow asks about is made of it', async () => {
    const first = async (odd: string, cell: string | number) =>
      (await guess([odd, ...repeat(40, () => cell)])).examples[0];
    assert.equal(await first('unknown', '1.250,50 €'), '1.250,50 €');
    assert.equal(await first('unknown', 7), '7');
    assert.equal(await first('unknown', '11.09.2026'), '11.09.2026');
  });

  it('takes seconds and milliseconds since 1970 for times, by name and size', async () => {
    const seconds = repeat(30, i => 1714521600 + 3600 * i);
    for (const name of ['ts', 'created_at', 'eventTime', '时间']) {
      const { type, format, notes } = await guess(seconds, name);
      assert.deepEqual([type, format], ['date', { date: 'seconds' }], name);
      assert.match(notes.join(), /read as seconds since 1970/);
    }
    assert.deepEqual(
      (
        await guess(
          repeat(30, i => (1714521600 + 3600 * i) * 1000),
          'time',
        )
      ).format,
      { date: 'milliseconds' },
    );
    assert.equal((await guess(seconds, 'phone')).type, 'integer');
    assert.equal(
      (
        await guess(
          repeat(30, i => i * 7),
          'time',
        )
      ).type,
      'integer',
    );
  });

  it('says what is wrong with many texts among numbers, and where', async () => {
    const { type, problem } = await guess(repeat(40, i => (i % 3 === 2 ? `about ${i}` : i / 7)));
    assert.equal(type, 'number');
    assert.equal(problem!.row, 2);
    assert.match(problem!.text, /expected a number.*"about 2"/);
  });

  it('shows examples, the missing and a reason', async () => {
    assert.deepEqual(await guess(['b', 'a', null, 'b']), {
      name: 'x',
      type: 'category',
      examples: ['b', 'a'],
      missing: 1,
      distinct: 2,
      format: {},
      marks: [],
      notes: [],
      warnings: [],
      distribution: { kind: 'labels', labels: ['b', 'a'], counts: [2, 1] },
    });
    assert.match((await guess(repeat(50, i => `note ${i}`))).reason!, /50 different texts in 50 rows/);
    class Thing {
      a = 1;
    }
    const { type, reason } = await guess([new Thing(), new Thing()]);
    assert.deepEqual([type, /an object with a/.test(reason!)], ['ignored', true]);
  });
});
