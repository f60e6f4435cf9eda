import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readTable } from '../../src/data';
import { cellsOf } from '../data/helpers';
import { engineName } from '../engines';
import { r2, share, trained } from './trained';

/** Tables that were once read wrongly (test/data/cases.test.ts), to the answers of a model that learned from them. */

const source = (name: string) => ({ file: join(__dirname, '../cases/tables', name) });
const cells = async (name: string, column: string) => cellsOf(await readTable(source(name)))[column]!;

describe(`tables that went wrong, learned on ${engineName}`, () => {
  it('02: numbers with a dash for no value; a number is answered, and a dash too', async () => {
    const run = await trained(source('02-numbers-with-dash.csv'), { targets: ['y'] });
    assert.deepEqual(await run.predict([{ reading: 41 }, { reading: 2 }]), ['high', 'low']);
    assert.ok(['high', 'low'].includes((await run.predict({ reading: '-' })) as string));
    await run.dispose();
  });

  it('02b: a price with thousands is met as with plain digits', async () => {
    const name = '02b-price-thousands-target.csv';
    const run = await trained(source(name), { targets: ['price'] }, 200);
    const answers = (await run.predict(run.dataset)) as number[];
    const score = r2(
      answers,
      (await cells(name, 'size')).map(size => 50 * (size as number)),
    );
    assert.ok(score > 0.99, `R² ${score}`);
    await run.dispose();
  });

  it('06: records in records tell the test rows apart', async () => {
    const name = '06-nested-objects.json';
    const run = await trained(source(name), { targets: ['y'] });
    const answers = (await run.predict(run.dataset)) as string[];
    const classes = await cells(name, 'y');
    const right = answers.map((answer, row) => answer === classes[row]);
    assert.equal(share([...run.dataset.indices('test')].map(row => right[row]!)), 1);
    assert.ok(share(right) > 0.95);
    await run.dispose();
  });

  it('07: a fraction where training had whole numbers is answered', async () => {
    const run = await trained(source('07-integer-feature.csv'), { targets: ['y'] });
    const ends = [
      { age: 21.5, temp: 11.25 },
      { age: 58, temp: 28.5 },
    ];
    assert.deepEqual(await run.predict(ends), ['cold', 'hot']);
    assert.ok(['cold', 'hot'].includes((await run.predict({ age: 30, temp: 20.5 })) as string));
    await run.dispose();
  });

  it('09b: columns that are joined by key', async () => {
    const options = { targets: ['b'], validation: 0, test: 0 };
    const run = await trained(source('09b-json-columns-other-order.json'), options, 400);
    const answer = (await run.predict({ a: 1 })) as number;
    assert.ok(Math.abs(answer - 10) < 2, `${answer}`);
    await run.dispose();
  });

  it('03, 03c, 10: the answers are the classes as they were written', async () => {
    for (const [name, target, classes] of [
      ['03-class-inf.csv', 'y', ['inf', 'sup']],
      ['03c-class-codes.csv', 'code', ['1E5', '2A4']],
      ['10-class-NA.csv', 'continent', ['AS', 'EU', 'NA']],
    ] as const) {
      const run = await trained(source(name), { targets: [target] });
      const answers = (await run.predict(run.dataset)) as string[];
      assert.deepEqual([...new Set(answers)].sort(), classes);
      await run.dispose();
    }
  });
});
