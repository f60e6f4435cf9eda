import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineName } from '../engines';
import { r2, share, trained } from './trained';

/**
 * Tables whose numbers a network could not use, or would predict wrongly by orders of magnitude, without the right
 * scale.
 */

const last = (values: readonly number[]): number => values.at(-1)!;

/** Numbers that go up and down between 0 and 1 without a pattern. */
const wave = (i: number): number => (i * 0.6180339887) % 1;

describe(`numbers of any scale on ${engineName}`, () => {
  it('a feature of 1e-13 is learned: 04-feature-1e-13', async () => {
    const text = readFileSync(join(__dirname, '../cases/tables/04-feature-1e-13.csv'));
    const run = await trained({ text }, { targets: ['y'] });
    const records = String(text)
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','));
    const answers = (await run.predict(records.map(([current]) => ({ current: Number(current) })))) as string[];
    const right = answers.map((answer, i) => answer === records[i]![1]!.trim());
    assert.equal(share([...run.dataset.indices('test')].map(row => right[row]!)), 1);
    assert.ok(share(right) >= 0.98, 'but for the two rows beside the limit');
    await run.dispose();
  });

  for (const [what, of] of [
    ['1e-13', (x: number) => x * 1e-13],
    ['1e7 ± 3e-6', (x: number) => 1e7 + 6e-6 * (x - 0.5)],
    ['1e-40', (x: number) => (1 + x) * 1e-40],
    ['1e30', (x: number) => x * 1e30],
  ] as const)
    it(`a target of ${what} is met, and told in its unit`, async () => {
      const records = Array.from({ length: 200 }, (_, i) => ({ x: wave(i), y: of(wave(i)) }));
      const run = await trained({ records }, { targets: ['y'] });
      const answers = (await run.predict(records)) as number[];
      const score = r2(
        answers,
        records.map(({ y }) => y),
      );
      assert.ok(score > 0.98, `R² ${score}`);
      const { mae, rmse, val_mae } = run.body.card.history;
      const unit = of(1) - of(0);
      for (const [name, values] of Object.entries({ mae, rmse, val_mae })) {
        const value = last(values as number[]);
        assert.ok(value > 1e-5 * unit && value < 0.1 * unit, `${name} ${value} of ${unit}`);
      }
      await run.dispose();
    });

  it('an array of [300 + x] is learned', async () => {
    const features = Array.from({ length: 200 }, (_, i) => [300 + wave(i)]);
    const targets = features.map(([x]) => (x! > 300.5 ? 'high' : 'low'));
    const run = await trained({ features, targets }, { targets: [] });
    const answers = (await run.predict(features)) as string[];
    assert.ok(share(answers.map((answer, i) => answer === targets[i])) > 0.97);
    await run.dispose();
  });

  it('an array [1000 + 100x, x] as target is met in each position', async () => {
    const records = Array.from({ length: 200 }, (_, i) => ({
      x: wave(i),
      y: [1000 + 100 * wave(i), 1 - wave(i) / 50],
    }));
    const run = await trained({ records }, { targets: ['y'] });
    const answers = (await run.predict(records)) as number[][];
    for (const at of [0, 1]) {
      const score = r2(
        answers.map(answer => answer[at]!),
        records.map(({ y }) => y[at]!),
      );
      assert.ok(score > 0.97, `position ${at}: R² ${score}`);
    }
    await run.dispose();
  });

  it('2 % of a feature at 1e7 leave the rest to be told apart', async () => {
    const records = Array.from({ length: 400 }, (_, i) => ({
      x: i % 50 === 0 ? 1e7 : 10 * wave(i),
      y: wave(i) > 0.5 ? 'high' : 'low',
    }));
    const run = await trained({ records }, { targets: ['y'] });
    assert.equal(run.body.pipeline!.features[0]!.transform.kind, 'robust');
    const usual = records.filter(({ x }) => x < 1e7);
    const answers = (await run.predict(usual)) as string[];
    assert.ok(share(answers.map((answer, i) => answer === usual[i]!.y)) > 0.97);
    await run.dispose();
  });
});
