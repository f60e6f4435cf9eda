import assert from 'node:assert/strict';
import { encodeFeatures, makeDataset, readTable } from '../../src/data';
import { LONGEST_ROW, MOST_COLUMNS } from '../../src/data/limits';
import { MAX_RANK } from '../../src/data/table/nested';
import { Tensor } from '../../src/values/tensor';
import { fails } from './helpers';

/** An array in an array, … `depth` times around a number. */
function nested(depth: number): unknown {
  let nest: unknown = 1;
  for (let i = 0; i < depth; i++) nest = [nest];
  return nest;
}

describe('what is too large to be meant', () => {
  it('is refused where arrays are nested too deep, or in a circle', async () => {
    const deep = nested(100_000);
    const circle: unknown[] = [];
    circle.push(circle);
    const tensor = [[new Tensor(new Float32Array(1), new Array(MAX_RANK).fill(1))]];
    for (const x of [deep, circle, tensor]) {
      await fails(readTable({ records: [{ x }] }), `column "x", row 1: is nested deeper than ${MAX_RANK} arrays`);
      await fails(readTable({ features: { x: [x] }, targets: [1] }), 'column "x"', 'is nested deeper than');
    }
    const { columns } = await readTable({ records: [{ x: nested(MAX_RANK) }] });
    assert.deepEqual(columns[0]!.tensor!.shape, new Array(MAX_RANK).fill(1));
    const features: Record<string, unknown> = {};
    features.again = features;
    await fails(readTable({ features, targets: [1] }), 'column "again" is nested deeper than');
  });

  it('takes memory for numbers that are there, not for those that the first arrays promise', async () => {
    const many = new Array(30_000).fill([1]);
    const first = [many, ...new Array(30_000).fill([1])];
    await fails(readTable({ features: [first, 2], targets: [1, 2] }), 'column "features", row 1', 'has 1 value where');
    const holes: unknown[] = [];
    holes[2 ** 32 - 2] = 1;
    await fails(readTable({ records: [{ holes }] }), 'column "holes", row 1', '4,294,967,295 numbers');
  });

  it('is refused where there are too many columns, however they come', async () => {
    const row = new Array(MOST_COLUMNS + 1).fill(1);
    const line = row.join(',');
    const record = Object.fromEntries(row.map((value, i) => [`c${i}`, value]));
    const wide = `has ${(MOST_COLUMNS + 1).toLocaleString('en-US')} columns, a table has at most`;
    await fails(readTable({ records: [row] }), wide, 'one column of arrays');
    await fails(readTable({ records: [record] }), wide);
    await fails(readTable({ text: `${line}\n${line}` }), wide);
    await fails(readTable({ text: JSON.stringify([row]) }), wide);
    await fails(readTable({ features: Object.fromEntries(row.map((v, i) => [i, [v]])), targets: [1] }), wide);
  });

  it('is refused where each record has keys of its own', async () => {
    const records = Array.from({ length: 20_000 }, (_, i) => ({ [`k${i}`]: 1 }));
    await fails(readTable({ records }), 'have 2,000 different keys', 'keys must be the same in all rows');
  });

  it('gives a table of few rows and many columns little memory', async () => {
    const names = Array.from({ length: 40_000 }, (_, i) => `c${i}`);
    const text = [names, names.map((_, i) => i), names.map((_, i) => -i)].map(row => row.join(',')).join('\n');
    const before = process.memoryUsage().arrayBuffers;
    const { columns, rows } = await readTable({ text });
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.deepEqual([columns.length, rows], [40_000, 2]);
    assert.ok(grown / columns.length < 1024, `${grown / columns.length} bytes a column`);
  });

  it('takes time for a table of many columns in proportion to them', async () => {
    const timeOf = async (columns: number): Promise<number> => {
      const names = Array.from({ length: columns }, (_, i) => `c${i}`);
      const rows = [1, 2, 3, 4, 5].map(row => names.map((_, i) => (i * row) % 7));
      const text = [names, ...rows].map(row => row.join(',')).join('\n');
      const { user } = process.cpuUsage();
      const { pipeline, body } = await makeDataset(await readTable({ text }), { targets: ['c5'] });
      encodeFeatures(pipeline, null, body.columns, Int32Array.of(0, 1));
      return process.cpuUsage().user - user;
    };
    await timeOf(2000);
    const [few, many] = [await timeOf(5000), await timeOf(25_000)];
    assert.ok(many < 12 * few, `${many} µs for five times the columns of ${few} µs`);
  });

  it('is refused where a row of JSON or CSV never ends', async () => {
    const long = 'x'.repeat(LONGEST_ROW);
    await fails(readTable({ text: `{"a":"${long}"}\n`, name: 'a.jsonl' }), 'row 1 is longer than 16 MB', 'JSON lines');
    await fails(readTable({ text: `[{"a":1},{"a":"${long}"}]` }), 'row 2 is longer than 16 MB', 'quote left open');
    await fails(readTable({ text: `a,b\n1,2\n1,"${long}xx"` }), 'row 2 is longer than 16 MB', 'quote left open');
    const fits = 'x'.repeat(LONGEST_ROW - 20);
    assert.equal((await readTable({ text: `{"a":"${fits}"}\n{"a":""}`, name: 'a.jsonl' })).rows, 2);
  });
});
