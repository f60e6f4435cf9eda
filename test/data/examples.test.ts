import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXAMPLES, exampleData, exampleFile } from '../../src/data';
import { cellsOf, fails } from './helpers';

const original = async (name: string) =>
  JSON.parse(await readFile(join(__dirname, `../../node_modules/vega-datasets/data/${name}.json`), 'utf8')) as Record<
    string,
    unknown
  >[];

describe('the examples', () => {
  for (const name of EXAMPLES) {
    it(`${name}: every cell is that of vega-datasets`, async () => {
      const cells = cellsOf(await exampleData(name));
      const rows = await original(name);
      assert.deepEqual(Object.keys(cells), Object.keys(rows[0]!));
      for (const [column, values] of Object.entries(cells)) {
        const meant = (value: unknown) =>
          value === '.' ? null : column === 'Year' ? Number(String(value).slice(0, 4)) : value;
        assert.deepEqual(
          values,
          rows.map(row => meant(row[column])),
        );
      }
    });
  }

  it('keep their licence beside them', () => {
    const folder = dirname(exampleFile('cars'));
    assert.ok(existsSync(join(folder, 'LICENSE')) && existsSync(join(folder, 'README.md')));
  });

  it('are a fixed list: no other file can be asked for', async () => {
    for (const name of ['../package', 'penguins.csv', '', '__proto__', '/etc/passwd'])
      await fails(exampleData(name), 'example must be penguins or cars');
  });
});
