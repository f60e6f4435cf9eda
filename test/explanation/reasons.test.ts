import assert from 'node:assert/strict';
import { withReasons } from '../../src/explanation';
import { levelsOf, titleOf } from '../../src/explanation/cells';
import { reasonText } from '../../src/explanation/words';
import { createPredictor } from '../../src/inference';
import { Model } from '../../src/values';
import { datasetOf } from '../data/helpers';
import { modelFor } from '../inference/models';
import { trainedOn, withRows } from './samples';

describe('reasons in words', function () {
  this.timeout(240_000);

  for (const [name, title, unit] of [
    ['Flipper Length (mm)', 'Flipper Length', 'mm'],
    ['body_mass', 'body mass', ''],
    ['Price [€]', 'Price', '€'],
    ['f(x) of (y)', 'f(x) of', 'y'],
    ['_', '_', ''],
    ['(mm)', '(mm)', ''],
  ] as const)
    it(`${name} is ${title}, in ${unit || 'no unit'}`, () => assert.deepEqual(titleOf({ name }), { title, unit }));

  const parts = { column: 'flipper length', value: '216', contribution: '+41', points: true, towards: 'Gentoo' };
  for (const [given, english, chinese] of [
    [
      { level: 'high' },
      'flipper length 216 is high: +41 points for Gentoo',
      'flipper length 216 偏高：Gentoo +41 个百分点',
    ],
    [
      { level: null, contribution: '−1' },
      'flipper length 216: −1 point for Gentoo',
      'flipper length 216：Gentoo −1 个百分点',
    ],
    [
      { level: 'missing', value: '' },
      'flipper length is missing: +41 points for Gentoo',
      'flipper length 缺失：Gentoo +41 个百分点',
    ],
    [
      { level: 'low', points: false, contribution: '−2.4', towards: 'mpg' },
      'flipper length 216 is low: −2.4 for mpg',
      'flipper length 216 偏低：mpg −2.4',
    ],
  ] as const)
    it(english, () => {
      assert.equal(reasonText({ ...parts, ...given }, null), english);
      assert.equal(reasonText({ ...parts, ...given }, 'zh-CN'), chinese);
    });

  it('high and low are the outer quarters; of a column that is mostly one value, that one is neither', () => {
    const column = (data: readonly number[]) =>
      levelsOf({ rows: data.length, columns: [{ name: 'x', type: 'number', data: Float64Array.from(data) }] }).get('x');
    const level = column([1, 2, 3, 4, 5, 6, 7, 8, Number.NaN])!;
    assert.deepEqual([0, 1, 2, 5, 6, 7, 9].map(level), ['low', 'low', null, null, null, 'high', 'high']);
    assert.deepEqual([0, 1].map(column([0, 0, 0, 0, 0, 1])!), [null, 'high']);
    assert.equal(column([Number.NaN]), undefined);
  });

  it('predictions have their largest reasons first; one record, an array of them, none, and a Dataset', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const predictor = withReasons(await createPredictor(model), 3, null);
    try {
      const record = {
        ...{ Island: 'Biscoe', 'Beak Length (mm)': 47, 'Beak Depth (mm)': 14.5, 'Flipper Length (mm)': 216 },
        ...{ 'Body Mass (g)': 5200, Sex: null },
      };
      const one = (await predictor.predict(record)) as { label: string; reasons: { text: string; value: unknown }[] };
      assert.equal(one.label, 'Gentoo');
      assert.equal(one.reasons.length, 3);
      const flipper = one.reasons.find(({ value }) => value === 216)!;
      assert.match(flipper.text, /^Flipper Length 216 mm is high: \+\d+ points for Gentoo$/);
      const [first, second] = (await predictor.predict([record, { ...record, Island: 'Atlantis' }])) as (typeof one)[];
      assert.deepEqual(first!.reasons, one.reasons);
      assert.equal(second!.reasons.length, 3);
      assert.deepEqual(await predictor.predict([]), []);
      assert.equal(await predictor.predict(record, 'label'), 'Gentoo');
      const all = (await predictor.predict(dataset)) as { reasons: { contribution: number }[] }[];
      assert.equal(all.length, dataset.rows);
      for (const { reasons } of all)
        for (const [i, { contribution }] of reasons.entries())
          assert.ok(i === 0 || Math.abs(contribution) <= Math.abs(reasons[i - 1]!.contribution));
    } finally {
      await predictor.dispose();
    }
  });

  it('a model that is closed still gives the reasons that it was asked for', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const predictor = withReasons(await createPredictor(model), 3, null);
    const asked = predictor.predict(dataset);
    await predictor.dispose();
    const all = (await asked) as { reasons: unknown[] }[];
    assert.ok(all.length === dataset.rows && all.every(({ reasons }) => reasons.length > 0));
    await assert.rejects(predictor.predict(dataset), /closed and no longer answers/);
  });

  it('a model without training rows, or without columns, says so', async () => {
    const { model } = await trainedOn('penguins');
    const bare = await createPredictor(new Model('bare', 1, withRows(model.body, null)));
    assert.throws(() => withReasons(bare, 3, null), /bare: keeps no training rows.*keepBackground/);
    await bare.dispose();
    const arrays = await datasetOf(
      {
        features: Array.from({ length: 20 }, (_, i) => [i, 1, 2]),
        targets: Array.from({ length: 20 }, (_, i) => i % 2),
      },
      { targets: [], seed: 1 },
    );
    const whole = modelFor({ dataset: arrays });
    const opened = await createPredictor(new Model('whole', 1, withRows(whole.body, model.body.background)));
    assert.throws(() => withReasons(opened, 3, null), /whole: takes arrays of shape \[3\], without columns/);
    await opened.dispose();
  });
});
