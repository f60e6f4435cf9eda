import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastReadings } from '../../nodes/nn-dataset/last-readings';
import { type FileSource, loadDataset } from '../../src';
import { readingsToColumns } from '../../src/data/series/records';

const HOUR = 3_600_000;
const at = (hour: number): string => new Date(Date.UTC(2025, 0, 1) + hour * HOUR).toISOString().slice(0, 16);

describe('the last readings of a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-last-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const asked = (lines: readonly string[], series: object, more: object = {}) => {
    const file = join(folder, 'readings.csv');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const places = { userDir: folder, allowed: null, own: [], stores: [] };
    const from: FileSource = { file, rules: { purpose: 'show', places } };
    const options = { targets: ['load'], series: { history: { unit: 'steps', size: 4 }, ...series }, ...more };
    return [from, {}, options as never] as const;
  };
  const last = (...of: Parameters<typeof asked>) => lastReadings(...asked(...of));

  it('are the latest ones, in order, of a file that begins with the newest', async () => {
    const hours = Array.from({ length: 200 }, (_, i) => 199 - i);
    const found = await last(['at,load', ...hours.map(hour => `${at(hour)},${hour}.5`), 'unknown,3'], {});
    assert.deepEqual(found.at(-1), { at: at(199), load: 199.5 });
    assert.deepEqual(
      found.slice(-4).map(({ load }) => load),
      [196.5, 197.5, 198.5, 199.5],
    );
  });
  it('are those of each series, also of a file that has one series after the other', async () => {
    const lines = ['north', 'south'].flatMap((place, p) =>
      Array.from({ length: 120 }, (_, hour) => `${place};${at(hour)};${1000 * p + hour},125`),
    );
    const found = await last(['place;at;load', ...lines], { key: ['place'] }, { decimal: ',' });
    const of = (place: string) => found.filter(one => one.place === place).slice(-2);
    assert.deepEqual(
      [...of('north'), ...of('south')].map(({ load }) => load),
      [118.125, 119.125, 1118.125, 1119.125],
    );
  });

  describe('with columns known in advance', () => {
    const series = { known: ['holiday'], horizon: { unit: 'steps', size: 3 }, gap: { unit: 'steps', size: 1 } };
    const header = 'at,load,wind,holiday';
    const hours = (from: number, to: number, more: (hour: number) => string) =>
      Array.from({ length: to - from }, (_, i) => `${at(from + i)},${more(from + i)},${(from + i) % 5}`);
    const measured = (hour: number) => `${hour}.5,${hour % 7}.25`;
    /** The model can answer them: each window has what it needs of the steps ahead. */
    const answerable = async (lines: readonly string[], readings: Awaited<ReturnType<typeof last>>) => {
      const { pipeline } = await loadDataset(...asked(lines, series));
      assert.equal(readingsToColumns(pipeline, readings).rows, 1);
    };

    it('of a file that ends with its readings, its last steps are asked, without what is measured then', async () => {
      const lines = [header, ...hours(0, 200, measured)];
      const found = await last(lines, series);
      assert.deepEqual(found.slice(-5), [
        { at: at(195), load: 195.5, wind: 6.25, holiday: 0 },
        ...[196, 197, 198, 199].map(hour => ({ at: at(hour), holiday: hour % 5 })),
      ]);
      await answerable(lines, found);
    });
    it('of a file with the steps to come, these are asked', async () => {
      const lines = [header, ...hours(0, 200, measured), ...hours(200, 230, () => ',n/a')];
      const found = await last(lines, series);
      const ahead = found.findIndex(one => !('load' in one));
      assert.deepEqual(found.slice(ahead - 1, ahead + 4), [
        { at: at(199), load: 199.5, wind: 3.25, holiday: 4 },
        ...[200, 201, 202, 203].map(hour => ({ at: at(hour), holiday: hour % 5 })),
      ]);
      await answerable(lines, found);
    });
  });
  it('are none where they are too many, or several belong to a step: it says why', async () => {
    const hours = Array.from({ length: 1500 }, (_, hour) => `${at(hour)},${hour}.5`);
    const long = { history: { unit: 'steps', size: 600 } };
    await assert.rejects(last(['at,load', ...hours], long), /about 661 readings are needed .* more than the 500/);
    const twice = { period: { unit: 'ms', size: 2 * HOUR } };
    await assert.rejects(
      last(['at,load', ...hours], twice),
      /several readings belong to a step: send them to the window/,
    );
  });
});
