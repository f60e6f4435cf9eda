import { types } from 'node:util';
import fc from 'fast-check';
import { makeDataset, readTable, recordsToColumns, type TableSource } from '../../src/data';
import { datasetOf } from '../data/helpers';
import { type Odd, odd, oddTables } from './odd-values';
import { checkNamed, Watch } from './watch';

/**
 * Any value as a table, or as records for a model: gives a dataset, a prediction, or an error that names its subject
 * and problem.
 */

const SOURCE = /^dataset/;

/** Each might be meant for a column that is missing. */
const manyKeys: Odd = [
  'a record of 20,000 other keys',
  () => Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`another key ${i}`, i])),
];

describe('odd values', () => {
  it('as a table are read or refused by name', async function () {
    this.timeout(300_000);
    const watch = new Watch();
    for (const [name, make] of [...odd, ...oddTables])
      await watch.over(name, async () => {
        try {
          const table = await readTable(sourceOf(make()), {});
          await makeDataset(table, { targets: table.targets ? [] : [table.columns[0]!.name] });
        } catch (error) {
          checkNamed(error, name, SOURCE);
        }
      });
    watch.check();
  });

  it('as records for a model are answered or refused by name', async function () {
    this.timeout(300_000);
    const rows = Array.from({ length: 40 }, (_, i) => ({
      a: i,
      b: i % 2 ? 'x' : 'y',
      when: `2024-01-${10 + (i % 9)}`,
      y: i % 3,
    }));
    const mixed = await datasetOf(rows, { targets: ['y'] });
    const numbers = await datasetOf(
      rows.map(({ a, y }) => ({ a, c: 2 * a, y })),
      { targets: ['y'] },
    );
    const arrays = await datasetOf(
      rows.map(({ a, y }) => ({ x: [a, 1], y })),
      { targets: ['y'] },
    );
    const watch = new Watch();
    for (const { pipeline } of [mixed, numbers, arrays])
      for (const [name, make] of [...odd, ...oddTables, manyKeys])
        await watch.over(name, () => {
          try {
            recordsToColumns(pipeline, make());
          } catch (error) {
            checkNamed(error, name, /^payload/);
          }
        });
    watch.check();
  });
});

/** As nn-dataset takes it from a message. */
function sourceOf(value: unknown): TableSource {
  if (typeof value === 'string' || types.isUint8Array(value)) return { text: value };
  if (types.isProxy(value) || typeof value !== 'object' || value === null) return { records: value as unknown[] };
  if ('features' in value && 'targets' in value) return { features: value.features, targets: value.targets };
  return { records: value as unknown[] };
}

describe('broken texts', () => {
  const csv = 'id,name,x\n1,"a ""b""",0.5\n2,é,-1e-3\n,"line\nbreak",\n';
  const json = JSON.stringify(
    [
      { a: 1, b: 'x', c: [1, 2] },
      { a: null, b: '\u2028', c: [3, 4] },
    ],
    null,
    1,
  );
  const lines = '{"a":1,"b":{"c":true}}\n{"a":2,"b":{"c":false}}\n';
  const columns = '{"a":{"0":1,"1":2},"b":{"1":"y","0":"x"}}';
  const whole = [csv, json, lines, columns, '{"features":[[1,2],[3,4]],"targets":["a","b"]}'];
  const encodings = ['utf8', 'utf16le', 'latin1'] as const;

  /** A valid text with bytes changed, removed, doubled or inserted. */
  const broken = fc
    .record({
      text: fc.constantFrom(...whole),
      encoding: fc.constantFrom(...encodings),
      mark: fc.boolean(),
      changes: fc.array(
        fc.record({
          at: fc.nat(400),
          cut: fc.nat(12),
          put: fc.oneof(
            fc.constantFrom(
              '"',
              ',',
              '\n',
              '\r',
              '[',
              ']',
              '{',
              '}',
              ';',
              '\t',
              '1e999',
              '-',
              '\\u',
              '\0',
              'null',
              '😀',
            ),
            fc.string({ maxLength: 6 }),
          ),
        }),
        { maxLength: 6 },
      ),
      repeat: fc.constantFrom(1, 1, 1, 50),
    })
    .map(({ text, encoding, mark, changes, repeat }) => {
      let changed = text.repeat(repeat);
      for (const { at, cut, put } of changes) changed = changed.slice(0, at) + put + changed.slice(at + cut);
      return Buffer.from((mark ? '\ufeff' : '') + changed, encoding);
    });
  const noise = fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes));
  const soup = fc
    .string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\n', '\\', '1', 'a', ';', '\r', '.', 'é', ' '),
      maxLength: 80,
    })
    .map(text => Buffer.from(text));
  const zip = noise.map(bytes => Buffer.concat([Buffer.from('PK\x03\x04'), bytes]));
  const deep = fc
    .tuple(fc.constantFrom('[', '{"a":', '"', '[['), fc.nat(50_000))
    .map(([part, n]) => Buffer.from(part.repeat(n)));

  it('are read or refused by name', async function () {
    this.timeout(600_000);
    const watch = new Watch();
    const format = fc.constantFrom('auto', 'auto', 'csv', 'json', 'jsonl', 'xlsx');
    const text = fc.oneof({ weight: 6, arbitrary: broken }, { weight: 2, arbitrary: soup }, noise, zip, deep);
    const target = fc.constantFrom('a', 'name', 'x', 'id');
    await fc.assert(
      fc.asyncProperty(text, format, target, async (text, format, target) => {
        const name = JSON.stringify(text.toString('latin1').slice(0, 200));
        await watch.over(name, async () => {
          try {
            const table = await readTable({ text }, { format: format as 'auto' });
            await makeDataset(table, { targets: [target] });
          } catch (error) {
            checkNamed(error, name, SOURCE);
          }
        });
      }),
      { numRuns: 1500 },
    );
    watch.check();
  });
});
