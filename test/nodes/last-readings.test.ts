import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastReadings } from '../../nodes/nn-dataset/last-readings';
import type { FileSource } from '../../src';

const HOUR = 3_600_000;
const at = (hour: number): string => new Date(Date.UTC(2025, 0, 1) + hour * HOUR).toISOString().slice(0, 16);

describe('the last readings of a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tensorwire-last-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const last = (lines: readonly string[], series: object, more: object = {}) => {
    const file = join(folder, 'readings.csv');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const places = { userDir: folder, allowed: null, own: [], stores: [] };
    const from: FileSource = { file, rules: { purpose: 'show', places } };
    const options = { targets: ['load'], series: { history: { unit: 'steps', size: 4 }, ...series }, ...more };
    return lastReadings(from, {}, options as never);
  };

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
});
