import assert from 'node:assert/strict';
import { guessColumns, readTable } from '../../../src/data';
import { datasetOf } from '../helpers';

/** Temperatures from 50 to 69, with another one in every twentieth row. */
const text = (mark: string) =>
  `temp,y\n${Array.from({ length: 200 }, (_, i) => `${i % 20 ? `${69 - (i % 20)}.50` : mark},${i % 2 ? 'p' : 'q'}`).join('\n')}\n`;
const warnings = async (mark: string, missing?: string[]) =>
  guessColumns(await readTable({ text: text(mark) }), missing ? { missing } : {})[0]!.warnings;

describe('a number that seems to mean a missing value', () => {
  it('is told as it is written, with how it can be settled', async () => {
    assert.deepEqual(await warnings('-999.00'), [
      '"-999.00" is far from the other values, 50.5 to 68.5, in rows: 10. If it means that a value is missing, write it among the missing values',
    ]);
    assert.deepEqual(await warnings('-999.00', ['-999.00']), []);
    assert.match((await warnings('9999'))[0]!, /^"9999" is far from the other values, 50\.5 to 68\.5, in rows: 10\./);
    const dataset = await datasetOf({ text: text('-999.00') }, { targets: ['y'] });
    assert.ok(dataset.body.findings.warnings.some(warning => warning.startsWith('column "temp": "-999.00" is far')));
  });
  it('is told after another one, farther off, was written among the missing values', async () => {
    const two = `temp\n${Array.from({ length: 60 }, (_, i) => ['-9999', '-999'][i % 20] ?? i % 20).join('\n')}\n`;
    const of = async (missing: string[]) =>
      guessColumns(await readTable({ text: two }), { missing })[0]!.warnings.map(warning => warning.split(',')[0]);
    assert.deepEqual(await of([]), ['"-9999" is far from the other values']);
    assert.deepEqual(await of(['-9999']), ['"-999" is far from the other values']);
    assert.deepEqual(await of(['-9999', '-999']), []);
  });
  it('is none where it lies near the others, or is no such number', async () => {
    for (const mark of ['79.00', '45.00', '-812.00', '']) assert.deepEqual(await warnings(mark), []);
    const codes = `code,y\n${[1, 500, 998, 999].map(code => `${code},p\n${code},q`).join('\n')}\n`;
    assert.deepEqual(guessColumns(await readTable({ text: codes }))[0]!.warnings, []);
  });
});
