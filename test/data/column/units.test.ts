import assert from 'node:assert/strict';
import { guessColumns, readTable, recordsToColumns } from '../../../src/data';
import type { ColumnFormat, ColumnReport } from '../../../src/spec';
import { datasetOf, valuesOf } from '../helpers';

/** A column of these cells in a German CSV: its values, what the form says of it, and what predict reads of a text. */
async function read(cells: readonly string[], options: { columns?: never[] } = {}) {
  const text = ['x;y', ...cells.map((cell, i) => `${cell};${i % 2 ? 'p' : 'q'}`)].join('\n');
  const dataset = await datasetOf({ text }, { targets: ['y'], validation: 0, test: 0, ...options });
  const report = guessColumns(await readTable({ text }))[0]!;
  const predicted = async (cell: unknown) => {
    return (await recordsToColumns(dataset.pipeline, { x: cell })).columns[0]!.data[0];
  };
  return { ...report, values: report.type === 'text' ? [] : valuesOf(dataset, 'x'), predicted };
}
const is = ({ type, format }: ColumnReport, wanted: string, expected: ColumnFormat): void =>
  assert.deepEqual([type, format], [wanted, expected]);

describe('powers of ten beside numbers', () => {
  it('count where they differ, in all notations, and the dataset says so', async () => {
    const found = await read(['1.2k', '3M', '950', '4.5k', '2', '7', '1,250.5']);
    is(found, 'number', { decimal: '.', magnitudes: true });
    assert.deepEqual(found.values, [1200, 3e6, 950, 4500, 2, 7, 1250.5]);
    assert.ok(found.notes!.includes('powers of ten beside the numbers count: "1.2k" = 1,200, "3M" = 3,000,000'));
    assert.deepEqual(found.warnings, []);
    assert.deepEqual(
      (await read(['1,2 Tsd.', '4 Mio.', '3,5 Mrd.', '950', '12', '7,5'])).values,
      [1200, 4e6, 3.5e9, 950, 12, 7.5],
    );
    assert.deepEqual((await read(['1.2万', '3亿', '950', '2万'])).values, [12_000, 3e8, 950, 20_000]);
    assert.deepEqual((await read(['1.1 million', '3 bn', '2.5 thousand'])).values, [1.1e6, 3e9, 2500]);
  });

  it('stand beside a currency', async () => {
    const found = await read(['$1.2M', '$950k', '$3B', '$800', '$1', '$2']);
    is(found, 'integer', { decimal: '.', unit: '$', magnitudes: true });
    assert.deepEqual(found.values, [1.2e6, 950_000, 3e9, 800, 1, 2]);
    assert.deepEqual((await read(['4 Mio. €', '350 TEUR', '2,5 Mio. €', '20 €'])).values, [4e6, 350_000, 2.5e6, 20]);
  });

  it('are a unit like any other where all numbers have the same', async () => {
    const found = await read(['4 Mio. €', '3 Mio. €', '2,5 Mio. €']);
    is(found, 'number', { decimal: ',', unit: 'Mio. €' });
    assert.deepEqual(found.values, [4, 3, 2.5]);
    is(await read(['300 K', '295 K', '301 K']), 'integer', { unit: 'K' });
  });

  it('mean the same in prediction', async () => {
    const { predicted } = await read(['$1.2M', '$950k', '$800', '$3M']);
    assert.deepEqual(await Promise.all(['$1.1M', '2k', '$5', 7, '12'].map(predicted)), [1.1e6, 2000, 5, 7, 12]);
    await assert.rejects(predicted('5 kg'), /the column is read with the unit "\$"; leave "kg" out/);
  });

  it('are doubted where numbers without one stand beside them', async () => {
    const { values, warnings } = await read(['2k', '3k', '1.5k', '800', '950']);
    assert.deepEqual(values, [2000, 3000, 1500, 800, 950]);
    assert.deepEqual(warnings, [
      '2 numbers stand without "k" and are read as they are; set the type to category if these are labels',
    ]);
  });

  it('are no letters of house numbers, and no labels', async () => {
    const houses = ['12', '14', '3B', '12', '7', '9', '11', '15', '16', '17'];
    const found = await read(houses);
    is(found, 'integer', { lenient: true });
    assert.equal(found.values[2], null);
    assert.deepEqual(found.warnings, ['1 value that is no number counts as missing: "3B"']);
    const sizes = await read(['4K', '8K', '4K', '8K', '4K', '2K', '2K']);
    assert.deepEqual([sizes.type, sizes.values[0]], ['category', '4K']);
  });
});

describe('lengths of time', () => {
  it('beyond a day are hours, as the form says', async () => {
    const found = await read(['36:15', '12:00', '100:30', '0:45', '1:00', '24:00', '-0:30']);
    is(found, 'number', { duration: 'hours' });
    assert.deepEqual(found.values, [36.25, 12, 100.5, 0.75, 1, 24, -0.5]);
    assert.deepEqual(found.notes, ['its values are lengths of time, read in hours: "36:15" is 36.25']);
    assert.deepEqual(found.warnings, []);
  });

  it('are read as programs write them', async () => {
    for (const [cells, hours] of [
      [
        ['1 d 02:00', '0 d 12:30', '2 d 00:00'],
        [26, 12.5, 48],
      ],
      [
        ['1 day, 2:00:00', '0:30:00', '2 days, 3:00:00'],
        [26, 0.5, 51],
      ],
      [
        ['1 days 02:00:00', '0 days 00:30:00', '2 days 03:00:00'],
        [26, 0.5, 51],
      ],
      [
        ['1.02:00:00', '0.00:30:00', '2.03:00:00'],
        [26, 0.5, 51],
      ],
      [
        ['PT2H30M', 'PT45M', 'P1DT2H'],
        [2.5, 0.75, 26],
      ],
      [
        ['2 h 30 min', '1h 15m', '3 Std. 6 Min.'],
        [2.5, 1.25, 3.1],
      ],
      [
        ['2小时30分', '45分钟', '1天2小时'],
        [2.5, 0.75, 26],
      ],
      [
        ['45 min', '2 h', '1,5 h', '90 min'],
        [0.75, 2, 1.5, 1.5],
      ],
    ] as const)
      assert.deepEqual((await read(cells)).values, hours, cells[0]);
  });

  it('are minutes where the hour is left out below one, with a warning', async () => {
    const found = await read(['59:59', '1:02:15', '48:30', '1:30:00']);
    is(found, 'number', { duration: 'minutes' });
    assert.deepEqual(found.values.slice(1), [62.25, 48.5, 90]);
    assert.deepEqual(found.warnings, ['"59:59" is read as minutes and seconds, as "1:02:15" suggests']);
  });

  it('mean the same in prediction, where a number is in the same unit', async () => {
    const { predicted } = await read(['36:15', '12:00', '100:30']);
    assert.deepEqual(await Promise.all(['50:30', '1 d 1 h', 7.5].map(predicted)), [50.5, 25, 7.5]);
    await assert.rejects(predicted('soon'), /expected a length of time \(36:15\) or a number of hours/);
  });

  it('are times of day below 24 hours, unless the type is set to number', async () => {
    const cells = ['6:15', '7:00', '23:59'];
    is(await read(cells), 'date', {});
    const text = ['x;y', ...cells.map((cell, i) => `${cell};${i % 2}`)].join('\n');
    const options = { targets: ['y'], validation: 0, test: 0, columns: [{ name: 'x', type: 'number' as const }] };
    assert.deepEqual(valuesOf(await datasetOf({ text }, options), 'x').slice(0, 2), [6.25, 7]);
  });

  it('that cannot be read count as missing, and are counted', async () => {
    const { values, warnings } = await read(['36:15', '12:00', '100:30', '0:45', '1:00', 'late']);
    assert.equal(values[5], null);
    assert.deepEqual(warnings, ['1 value that is no number counts as missing: "late"']);
  });
});
