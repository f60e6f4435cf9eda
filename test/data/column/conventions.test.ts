import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guessColumns, makeDataset, readTable, recordsToColumns } from '../../../src/data';
import type { ColumnPipeline, DatasetOptions } from '../../../src/spec';

import { datasetOf, fails, valuesOf } from '../helpers';

/** A table of these columns, as semicolon-separated text or as records; `row` and `y` make it a dataset. */
function csv(columns: Record<string, readonly string[]>, delimiter = ';'): string {
  const names = Object.keys(columns);
  const quoted = (cell: string) =>
    cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
  const rows = columns[names[0]!]!.map((_, i) => names.map(name => quoted(columns[name]![i]!)).join(delimiter));
  return [names.map(quoted).join(delimiter), ...rows].join('\n');
}
const times = (n: number, cell: (i: number) => string) => Array.from({ length: n }, (_, i) => cell(i));
const classes = (n: number) => times(n, i => (i % 2 ? 'p' : 'q'));

async function read(
  cells: readonly string[],
  others: Record<string, readonly string[]> = {},
  delimiter = ';',
  options: Partial<DatasetOptions> = {},
) {
  const text = csv({ x: cells, ...others, y: classes(cells.length) }, delimiter);
  const dataset = await datasetOf({ text }, { targets: ['y'], validation: 0, test: 0, ...options });
  const report = guessColumns(await readTable({ text }), options)[0]!;
  return { dataset, values: valuesOf(dataset, 'x'), ...report };
}

describe('the numbers of a column', () => {
  it('are read by one convention, that its own cells prove', async () => {
    assert.deepEqual(
      (await read(['2.075', '3.040,55', '950', '7.779', '1.000'])).values,
      [2075, 3040.55, 950, 7779, 1000],
    );
    assert.deepEqual((await read(['1,250', '3,040.55', '950'])).values, [1250, 3040.55, 950]);
    assert.deepEqual((await read(['1.234', '2.5', '950'])).values, [1.234, 2.5, 950]);
    assert.deepEqual((await read(['1.234', '1.234.567', '950'])).values, [1234, 1234567, 950]);
    assert.deepEqual(
      (await read(['1 234,5', '12\u00a0345', '7', '1\u202f234\u202f567'])).values,
      [1234.5, 12345, 7, 1234567],
    );
    assert.deepEqual((await read(["1'234.50", '12’345', '7'])).values, [1234.5, 12345, 7]);
    assert.deepEqual((await read(['12,34,567', '1,234.5'])).values, [1234567, 1234.5]);
    assert.deepEqual((await read(['3,5E-1', '3,10E-1', '2'])).values, [0.35, 0.31, 2]);
    assert.deepEqual((await read(['5-', '1.234,50-', '-3', '−2,5'])).values, [-5, -1234.5, -3, -2.5]);
  });

  it('else as the other columns prove', async () => {
    const german = await read(['7.779', '8.125', '950'], { b: ['3,5', '2,25', '1,5'] });
    assert.deepEqual(german.values, [7779, 8125, 950]);
    assert.match(german.notes.join(), /"7\.779" is a thousand and more: the decimal sign is a comma, as in column "b"/);
    assert.deepEqual(german.warnings, []);
    const english = await read(['7.779', '8.125', '950'], { b: ['3.5', '2.25', '1.5'] });
    assert.deepEqual(english.values, [7.779, 8.125, 950]);
    assert.deepEqual(english.warnings, []);
  });

  it('else as the delimiter lets expect, with a warning where it does not tell', async () => {
    const semicolon = await read(['7.779', '8.125', '950']);
    assert.deepEqual(semicolon.values, [7779, 8125, 950]);
    assert.match(
      semicolon.warnings[0]!,
      /^"7\.779" may be a thousand and more or a fraction.*a thousand and more.*set the decimal sign/,
    );
    const comma = await read(['1,234', '8,125', '950'], {}, ',');
    assert.deepEqual([comma.values, comma.warnings], [[1234, 8125, 950], []]);
    const tab = await read(['1,234', '8,125', '950'], {}, '\t');
    assert.deepEqual([tab.values, tab.warnings.length], [[1234, 8125, 950], 1]);
    assert.deepEqual((await read(['7.779', '8.125'], {}, '\t')).warnings.length, 1);
  });

  it('or as the user says, of all columns or of one', async () => {
    const cells = ['7.779', '8.125', '950'];
    const point = await read(cells, {}, ';', { decimal: '.' });
    assert.deepEqual([point.values, point.warnings], [[7.779, 8.125, 950], []]);
    assert.deepEqual((await read(cells, {}, '\t', { thousands: '.' })).values, [7779, 8125, 950]);
    assert.deepEqual(
      (await read(cells, {}, '\t', { columns: [{ name: 'x', decimal: ',' }] })).values,
      [7779, 8125, 950],
    );
  });

  it('that came as numbers stay what they are', async () => {
    const records = [1.234, 950, 2.075, '1.234,50', '3,5'].map((x, i) => ({ x, y: i % 2 ? 'p' : 'q' }));
    const dataset = await datasetOf(records, { targets: ['y'], validation: 0, test: 0 });
    assert.deepEqual(valuesOf(dataset, 'x'), [1.234, 950, 2.075, 1234.5, 3.5]);
  });

  it('lose their unit, which is told; another unit is none of them', async () => {
    for (const [cells, values] of [
      [
        ['5 %', '7.5%', '10 %'],
        [5, 7.5, 10],
      ],
      [
        ['$5', '$1,250', '-$3.50'],
        [5, 1250, -3.5],
      ],
      [
        ['1.182,83 €', '5,00 €', '950 €'],
        [1182.83, 5, 950],
      ],
      [
        ['5 kg', '7.5 kg', '10kg'],
        [5, 7.5, 10],
      ],
      [
        ['20岁', '31岁', '45岁'],
        [20, 31, 45],
      ],
    ] as const) {
      const { values: got, notes, warnings } = await read(cells);
      assert.deepEqual(got, values);
      assert.match(notes.join(), /the unit ".*" is left out/);
      assert.deepEqual(warnings, []);
    }
    const mixed = await read([...times(20, i => `${i},5 kg`), '500 g', '7'], {}, ';');
    assert.deepEqual(mixed.values.slice(-2), [null, 7]);
    assert.match(mixed.warnings.join(), /20 numbers have the unit "kg", 1 have none/);
    assert.match(mixed.warnings.join(), /1 value that is no number counts as missing: "500 g"/);
    assert.equal((await read(['12A', '13A', '4G', '90s', '5+', '12A', '13A', '4G', '90s', '5+'])).type, 'category');
  });

  it('may have marks of missing and a few other texts among them, which are counted', async () => {
    const marks = ['-', 'None', '<NA>', 'NaT', '#DIV/0!', 'n.a.', 'k.A.', 'NA'];
    const { type, missing, warnings, notes } = await read([...times(40, i => `${i},5`), ...marks]);
    assert.deepEqual([type, missing, warnings], ['number', 8, []]);
    assert.match(notes.join(), /counted as missing: .*"-"/);
    const below = await read([...times(34, i => `${i}.5`), ...times(6, () => '<0.5')]);
    assert.deepEqual([below.type, below.missing], ['number', 6]);
    assert.deepEqual(below.warnings, ['6 values that are no number count as missing: "<0.5" (6)']);
  });

  it('are marked as missing by the user, in place of the known marks', async () => {
    const { values } = await read(['-999', '5', '-', '7', '-999.0'], {}, ';', { missing: ['-999', '-', '-999.0'] });
    assert.deepEqual(values, [null, 5, null, 7, null]);
    const labels = await read(['NA', 'EU', 'n/a', 'EU'], {}, ';', { missing: ['n/a'] });
    assert.deepEqual(labels.values, ['NA', 'EU', null, 'EU']);
  });

  it('are never off by a thousand where the convention is proven, whatever they are', async () => {
    const amount = fc.tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 99 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(amount, { minLength: 2, maxLength: 20 }),
        fc.constantFrom('de', 'en', 'fr', 'de-CH'),
        async (amounts, locale) => {
          const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
          const values = [1234.5, ...amounts.map(([whole, cents]) => Math.round(whole * 100 + cents) / 100)];
          const { values: got } = await read(
            values.map(v => format.format(v)),
            {},
            '|',
          );
          assert.deepEqual(
            got,
            values.map(v => v + 0),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the dates of a column', () => {
  const day = (y: number, m: number, d: number) => Date.UTC(y, m - 1, d);

  it('have the day or the month first, as its cells or its neighbours show', async () => {
    assert.deepEqual((await read(['31/05/2024', '01/02/2024'])).values, [day(2024, 5, 31), day(2024, 2, 1)]);
    assert.deepEqual((await read(['4/20/2024', '1/2/2024'])).values, [day(2024, 4, 20), day(2024, 1, 2)]);
    const other = await read(['01/02/2024', '03/04/2024'], { b: ['31/05/2024', '01/06/2024'] }, '|');
    assert.deepEqual([other.values, other.warnings], [[day(2024, 2, 1), day(2024, 4, 3)], []]);
    const comma = await read(['01/02/2024', '03/04/2024'], { b: ['1,5', '2,5'] }, '|');
    assert.deepEqual([comma.values, comma.warnings.length], [[day(2024, 2, 1), day(2024, 4, 3)], 1]);
    const nothing = await read(['01/02/2024', '03/04/2024'], {}, '|');
    assert.match(nothing.warnings[0]!, /^"01\/02\/2024" may have the day or the month first.*set the order of dates/);
    assert.deepEqual(
      (await read(['01/02/2024', '03/04/2024'], {}, '|', { dateOrder: 'dmy' })).values[1],
      day(2024, 4, 3),
    );
  });

  it('with dots have the day first and may have a year of two digits, in training as in what is to be predicted', async () => {
    const { values } = await read(times(90, i => `${String(1 + (i % 28)).padStart(2, '0')}.02.24`));
    assert.equal(values[0], day(2024, 2, 1));
    const { dataset: four } = await read(['15.06.2023', '16.06.2023', '17.06.2023']);
    assert.equal(recordsToColumns(four.pipeline, { x: '15.06.23' }).columns[0]!.data[0], day(2023, 6, 15));
  });

  it('are weeks, seconds, milliseconds, years and numbers of eight digits', async () => {
    assert.deepEqual((await read(['2024-W05', '2024-W06-3'])).values, [day(2024, 1, 29), day(2024, 2, 7)]);
    const columns = [{ name: 'x', type: 'date' }] as const;
    const as = async (...cells: string[]) => (await read(cells, {}, ';', { columns })).values;
    assert.deepEqual(await as('1714521600', '1714608000'), [day(2024, 5, 1), day(2024, 5, 2)]);
    assert.deepEqual(await as('1714521600000', '1714608000000'), [day(2024, 5, 1), day(2024, 5, 2)]);
    assert.deepEqual(await as('2023', '2024'), [day(2023, 1, 1), day(2024, 1, 1)]);
    assert.deepEqual(await as('20240501', '20231231'), [day(2024, 5, 1), day(2023, 12, 31)]);
  });
});

describe('numbers of JSON as categories', () => {
  const literals = ['3.10', '3.1', '1E5', '4.5'];
  const lines = times(40, i => `{"v":${literals[i % 4]},"y":"${'pq'[i % 2]}"}`);
  const options: DatasetOptions = {
    targets: ['y'],
    validation: 0,
    test: 0,
    columns: [{ name: 'v', type: 'category' }],
  };
  const categoriesIn = ({ transform }: ColumnPipeline) => 'categories' in transform && [...transform.categories].sort();
  const note = /^column "v": it came as numbers, for which 3\.10 is 3\.1: give texts/;

  it('are those that JSON.parse gives, from a text and from a message, in training and in prediction', async () => {
    const array = `[${lines.join(',')}]`;
    for (const source of [
      { text: array },
      { text: lines.join('\n'), name: 'a.jsonl' },
      { text: `{"v":[${times(40, i => literals[i % 4]!)}],"y":${JSON.stringify(classes(40))}}` },
      { records: JSON.parse(array) as object[] },
    ]) {
      const { body, pipeline } = await datasetOf(source, options);
      const [v] = pipeline.features;
      assert.deepEqual(categoriesIn(v!), ['100000', '3.1', '4.5']);
      assert.match(body.findings.notes.find(line => line.includes('"v"'))!, note);
      const { columns, warnings } = recordsToColumns(
        pipeline,
        JSON.parse('[{"v":3.10},{"v":3.1},{"v":1e5},{"v":100000}]'),
      );
      const { data, labels } = columns[0]!;
      assert.deepEqual(
        [...data].map(code => labels![code]),
        ['3.1', '3.1', '100000', '100000'],
      );
      assert.deepEqual(warnings, []);
    }
  });

  it('as texts keep their writing', async () => {
    const records = times(40, i => literals[i % 4]!).map((v, i) => ({ v, y: 'pq'[i % 2] }));
    for (const source of [{ text: JSON.stringify(records) }, { records }]) {
      const { body, pipeline } = await datasetOf(source, options);
      assert.deepEqual(categoriesIn(pipeline.features[0]!), [...literals].sort());
      assert.deepEqual(
        body.findings.notes.filter(line => note.test(line)),
        [],
      );
    }
  });
});

describe('numbers that may be labels', () => {
  const targeted = async (type?: 'category' | 'number') => {
    const text = csv({ x: times(60, i => `${i}.5`), y: times(60, i => ['3.1', '3.10', '3.9'][i % 3]!) }, ';');
    const columns = type === undefined ? [] : [{ name: 'y', type }];
    const dataset = await datasetOf({ text }, { targets: ['y'], validation: 0, test: 0, columns });
    return dataset.body.findings.warnings.filter(warning => warning.includes('"y"'));
  };

  it('are told where a target has few, and one of them is written in two ways', async () => {
    assert.deepEqual(await targeted(), [
      'column "y": "3.1" and "3.10" are one of 2 different numbers, predicted as a quantity; if they are classes, set its type to category',
    ]);
    assert.deepEqual([await targeted('number'), await targeted('category')], [[], []]);
  });

  it('are told where a target has few that are not whole, in whatever notation; not where it has many', async () => {
    const told = async (y: (i: number) => string, options: Partial<DatasetOptions> = {}) => {
      const text = csv({ x: times(60, i => `${i}`), y: times(60, y) }, ';');
      const dataset = await datasetOf({ text }, { targets: ['y'], validation: 0, test: 0, ...options });
      return dataset.body.findings.warnings;
    };
    const hint = (numbers: string) => [
      `column "y": has 3 different numbers (${numbers}) and is predicted as a quantity; if they are classes, set its type to category`,
    ];
    assert.deepEqual(await told(i => ['8.30', '9.00', '9.15'][i % 3]!), hint('8.3, 9, 9.15'));
    assert.deepEqual(await told(i => ['8,30', '9,00', '9,15'][i % 3]!), hint('8.3, 9, 9.15'));
    const columns = [{ name: 'y', type: 'number' as const }];
    assert.deepEqual(await told(i => ['8.30', '9.00', '9.15'][i % 3]!, { columns }), []);
    assert.deepEqual(await told(i => `${i % 20}.5`), []);
  });

  it('are one label where they differ in the spaces around them, which is told', async () => {
    const note = 'the spaces around values are removed, in rows: 20; values that differ only in spaces are one value';
    const cells = times(60, i => [' a', 'a', 'b'][i % 3]!);
    const records = cells.map((y, x) => ({ x, y }));
    const text = `x,y\n${cells.map((y, x) => `${x},"${y}"`).join('\n')}\n`;
    for (const source of [{ records }, { text }]) {
      const dataset = await makeDataset(await readTable(source), { targets: ['y'], validation: 0, test: 0 });
      assert.deepEqual(
        [dataset.body.pipeline.targets[0]!.classes, dataset.body.findings.notes],
        [['a', 'b'], [`column "y": ${note}`]],
      );
    }
  });

  it('have one unit where a currency is written by its sign and by its code', async () => {
    const { values, notes, warnings } = await read(['5,50 €', '7,00 EUR', '1.234,50 €', 'EUR 3,25']);
    assert.deepEqual([values, warnings], [[5.5, 7, 1234.5, 3.25], []]);
    assert.match(notes.join(), /the unit "€" is left out/);
  });

  it('are told where they repeat with different units', async () => {
    const lengths = times(400, i => ['1 m', '1 cm', '2 m'][i % 3]!);
    const { type, warnings, dataset } = await read(lengths);
    const warning =
      'its numbers have the units "m", "cm" and are read as categories; bring them to one unit, or set its type to category if they are labels';
    assert.deepEqual([type, warnings], ['category', [warning]]);
    assert.ok(dataset.body.findings.warnings.includes(`column "x": ${warning}`));
    const columns = [{ name: 'x', type: 'category' as const }];
    assert.deepEqual((await read(lengths, {}, ';', { columns })).dataset.body.findings.warnings, []);
  });
});

describe('what is to be predicted', () => {
  const live = async (
    cells: readonly string[],
    value: unknown,
    options: Partial<DatasetOptions> = {},
    delimiter = ';',
  ) => {
    const { dataset } = await read(cells, {}, delimiter, options);
    const { columns, warnings } = recordsToColumns(dataset.pipeline, { x: value });
    const { data, labels } = columns[0]!;
    return { value: labels === undefined ? data[0] : data[0]! < 0 ? null : labels[data[0]!], warnings };
  };

  it('is read as in training', async () => {
    const amounts = ['1.182,83 €', '5,00 €', '7.779 €'];
    assert.equal((await live(amounts, '1.234,50 €')).value, 1234.5);
    assert.equal((await live(amounts, '2.075')).value, 2075);
    assert.equal((await live(amounts, 2.075)).value, 2.075);
    assert.equal((await live(amounts, 'k. A.')).value, Number.NaN);
    assert.equal((await live(['7.779', '8.125'], '1.234')).value, 1234);
    assert.equal((await live(['7.779', '8.125'], '1.234', { decimal: '.' })).value, 1.234);
    assert.equal((await live(['31/05/2024', '01/02/2024'], '03/04/2024')).value, Date.UTC(2024, 3, 3));
    assert.equal((await live(['4/20/2024', '1/2/2024'], '03/04/2024')).value, Date.UTC(2024, 2, 4));
    const seconds = { columns: [{ name: 'x', type: 'date' }] } as const;
    assert.equal((await live(['1714521600', '1714608000'], 1714608000, seconds)).value, Date.UTC(2024, 4, 2));
    assert.equal((await live(['NA', 'EU', 'AS', 'NA', 'EU', 'AS'], 'NA')).value, 'NA');
    assert.ok(Number.isNaN((await live(['-999', '5', '7'], -999, { missing: ['-999'] })).value));
    await fails(live(amounts, '5 kg'), 'column "x", row 1: expected a number', '"5 kg"');
  });

  /** The columns of a model that was trained on cells that were numbers. */
  const ofNumbers = async (cells: readonly unknown[], value: unknown, options: Partial<DatasetOptions> = {}) => {
    const records = cells.map((x, i) => ({ x, y: i % 2 ? 'p' : 'q' }));
    const { pipeline } = await datasetOf(records, { targets: ['y'], validation: 0, test: 0, ...options });
    const { columns, warnings } = recordsToColumns(pipeline, { x: value });
    return { value: columns[0]!.data[0], warnings: warnings.filter(warning => !/never seen/.test(warning)) };
  };
  const REMEDY = 'give a number, or set "Read as" of this column in the dataset node and train again';

  it('is refused among whole numbers where it may be thousands, as the training cells were numbers', async () => {
    const whole = [7779, 950, 12000, 8125];
    for (const [text, readings] of [
      ['7.779', '7.779 or 7779'],
      ['-7.779', '-7.779 or -7779'],
      ['7,779', '7779 or 7.779'],
    ] as const)
      await fails(ofNumbers(whole, text), `column "x", row 1: ${JSON.stringify(text)} may be ${readings}; ${REMEDY}`);
    await fails(live(['950 €', '7 €', '12 €'], '7.779 €'), '"7.779 €" may be 7.779 or 7779');
    for (const [value, read] of [
      ['7779', 7779],
      [7.779, 7.779],
      ['0.125', 0.125],
      ['7.5', 7.5],
      ['7.779.000', 7779000],
      ['1.234,50', 1234.5],
    ] as const)
      assert.deepEqual(await ofNumbers(whole, value), { value: read, warnings: [] });
    const set = { columns: [{ name: 'x', decimal: ',' }] } as const;
    assert.deepEqual(await ofNumbers(whole, '7.779', set), { value: 7779, warnings: [] });
  });

  it('among fractions is read with a warning that names both readings and the setting', async () => {
    const fractions = [7.5, 950.25, 1200, 8.125];
    const { value, warnings } = await ofNumbers(fractions, '7.779');
    assert.equal(value, 7.779);
    assert.deepEqual(warnings, [`column "x": "7.779" may be 7.779 or 7779, and is read as 7.779; ${REMEDY}`]);
    await fails(ofNumbers(fractions, '1,234'), '"1,234" may be 1234 or 1.234', REMEDY);
    const set = { columns: [{ name: 'x', decimal: '.' }] } as const;
    assert.deepEqual(await ofNumbers(fractions, '7.779', set), { value: 7.779, warnings: [] });
  });

  it('that is no number says how the column is read, and the remedy', async () => {
    await fails(
      ofNumbers([7.5, 950.25], '1.234,50 €'),
      `expected a number, received "1.234,50 €"; the column is read without a unit; leave "€" out; ${REMEDY}`,
    );
    await fails(
      live(['1.182,83', '5,00'], '1234.50'),
      `expected a number, received "1234.50"; the column is read with a decimal comma; ${REMEDY}`,
    );
    await fails(live(['1,182.83', '5.00'], '1234,50'), 'the column is read with a decimal point');
    for (const text of ['1234,50 EUR', 'EUR 1.234,50', '1.234,50 €'])
      assert.equal((await live(['5,5 €', '7,5 €'], text)).value, 1234.5);
    await fails(live(['5,5 €', '7,5 €'], '5 USD'), 'the column is read with the unit "€"; leave "USD" out');
    await fails(live(['5,5 €', '7,5 €'], '5 kg'), 'the column is read with the unit "€"; leave "kg" out');
  });

  it('that is no date says how dates of the column are written; a number is one only where training had such', async () => {
    const dotted = ['05.06.2024', '31.05.2024', '01.02.2024'];
    await fails(live(dotted, 'soon'), 'expected a date (2024-05-31, 2024-05-31T14:07:59Z, 31.05.2024');
    await fails(live(['31/05/2024', '01/02/2024'], 'soon'), 'expected a date (31/05/2024 with the day first');
    await fails(live(['05/31/2024', '01/02/2024'], 'soon'), 'expected a date (05/31/2024 with the month first');
    for (const text of ['45448', '20240531', '1717113600', '2024'])
      await fails(live(dotted, text), 'expected a date', `received "${text}"`);
    assert.equal((await live(dotted, '1717113600000')).value, 1717113600000);
    assert.equal((await live(dotted, 1717113600000)).value, 1717113600000);
    const dates = { columns: [{ name: 'x', type: 'date' }] } as const;
    assert.equal((await live(['20240531', '20240601'], '20240701', dates)).value, Date.UTC(2024, 6, 1));
    await fails(live(['20240531', '20240601'], 'soon', dates), 'a number such as 20240531');
  });

  it('may be what counted as missing in training, with a warning', async () => {
    const below = [...times(34, i => `${i}.5`), ...times(6, () => '<0.5')];
    const { value, warnings } = await live(below, '<0.5');
    assert.ok(Number.isNaN(value));
    assert.deepEqual(warnings, ['column "x": "<0.5" is no number and counts as missing, as in training']);
  });
});

describe('whatever the cells', () => {
  const piece = fc.constantFrom(
    ...[
      '1',
      '12',
      '234',
      '0',
      '000',
      '.',
      ',',
      ' ',
      '-',
      '+',
      '€',
      '$',
      '%',
      'kg',
      '(',
      ')',
      'e5',
      'NA',
      'inf',
      '/',
      ':',
    ],
    ...['2024', '05', '31', '\u00a0', "'", '"', 'x', '年', '°C', '#', '\\N', 'None', 'T', 'Z', 'W'],
  );
  const cell = fc.oneof(
    fc.array(piece, { maxLength: 7 }).map(parts => parts.join('')),
    fc.string({ maxLength: 12 }),
  );
  const value = fc.oneof(cell, cell, fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.date());

  it('a table is read or refused by name, and a record of it is read as in training', async () => {
    const records = fc.array(fc.record({ a: cell, b: value }), { minLength: 4, maxLength: 30 });
    const decimal = fc.constantFrom(undefined, '.', ',');
    await fc.assert(
      fc.asyncProperty(records, decimal, async (rows, decimal) => {
        const data = rows.map((row, i) => ({ ...row, y: i % 2 ? 'p' : 'q' }));
        try {
          const table = await readTable({ records: data });
          assert.equal(guessColumns(table, { decimal }).length, table.columns.length);
          const dataset = await datasetOf(data, { targets: ['y'], validation: 0, test: 0, decimal });
          const { columns } = recordsToColumns(dataset.pipeline, data);
          for (const column of columns) {
            const read = Array.from(column.data, x =>
              column.labels ? (column.labels[x] ?? null) : Number.isNaN(x) ? null : x,
            );
            assert.deepEqual(read, valuesOf(dataset, column.name), column.name);
          }
        } catch (error) {
          if ((error as Error).name !== 'TensorwireError') throw error;
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('a number as a text is the number, where nothing else proves otherwise', async () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), fc.integer());
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 3, maxLength: 30 }), async numbers => {
        const { values, type } = await read(['0.5', ...numbers.map(n => String(n + 0))], {}, '|');
        if (type === 'number') assert.deepEqual(values, [0.5, ...numbers.map(n => n + 0)]);
      }),
      { numRuns: 300 },
    );
  });
});
