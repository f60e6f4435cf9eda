import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { makeDataset } from '../../../src/data/dataset';
import { readTable } from '../../../src/data/read';
import type { DatasetOptions } from '../../../src/spec';

/** More different numbers than are counted one by one; what is said of them must not depend on where they stand. */
const ROWS = 30_000;

const cells = (cell: (row: number) => string | number): string =>
  `x,y\n${Array.from({ length: ROWS }, (_, row) => `${cell(row)},${row % 7}.5`).join('\n')}\n`;
const made = async (text: string, options: Partial<DatasetOptions> = {}) =>
  makeDataset(await readTable({ text, name: 'long.csv' }, { format: 'csv' }), { targets: ['y'], ...options });
const typeOf = async (text: string) => (await made(text)).body.columns.find(({ name }) => name === 'x')?.type;

describe('long columns of numbers', () => {
  it('are what all of their cells say, the last one too', async () => {
    assert.equal(await typeOf(cells(row => 3 * row)), 'integer');
    assert.equal(await typeOf(cells(row => (row === ROWS - 1 ? '0.5' : 3 * row))), 'number');
  });

  it('keep their values and their missing ones', async () => {
    const { columns } = (await made(cells(row => (row === 25_000 ? '' : `${row * 2}.25`)))).body;
    const data = columns.find(({ name }) => name === 'x')!.data;
    assert.equal(data.length, ROWS);
    assert.ok(Number.isNaN(data[25_000]));
    for (const row of [0, 1, 16_384, 24_999, 25_001, ROWS - 1]) assert.equal(data[row], row * 2 + 0.25);
  });

  it('name a late cell that does not fit', async () => {
    const large = cells(row => (row === 29_000 ? '1e39' : `${row}.5`));
    await assert.rejects(made(large), /row 29,?001.*1e\+39 is beyond what a float32 holds/);
    const half = cells(row => (row === 29_000 ? '7.5' : 3 * row));
    await assert.rejects(
      made(half, { columns: [{ name: 'x', type: 'integer' }] }),
      /row 29,?001.*expected a whole number, received 7\.5/,
    );
  });

  it('count what speaks for a decimal sign over all rows', async () => {
    // only the last cell shows that the point is the decimal sign
    const late = await made(cells(row => (row === ROWS - 1 ? '2.5' : `${1 + (row % 900)}.${100 + (row % 899)}`)));
    const data = late.body.columns.find(({ name }) => name === 'x')!.data;
    assert.equal(data[0], 1.1);
    assert.equal(data[ROWS - 1], 2.5);
  });
});

describe('dates of many days', () => {
  const day = (row: number) => new Date(Date.UTC(1960, 0, 1 + (row % 20_000))).toISOString().slice(0, 10);
  const parts = async (date: (row: number) => string) => {
    const { features } = (await made(cells(date))).pipeline;
    const { transform } = features.find(({ name }) => name === 'x')!;
    assert.equal(transform.kind, 'calendar');
    return transform.kind === 'calendar' ? transform.parts : [];
  };

  it('have the parts that differ, before 1970 too', async () => {
    assert.deepEqual(await parts(day), ['month', 'weekday']);
    assert.deepEqual(await parts(row => `${day(row)}T23:59:00Z`), ['month', 'weekday']);
    assert.deepEqual(await parts(row => `1960-05-31T00:${String(row % 60).padStart(2, '0')}:00Z`), ['hour']);
  });
});
