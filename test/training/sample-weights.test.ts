import assert from 'node:assert/strict';
import { hashUniform } from '../../src/graph';
import { train } from '../../src/training';
import { openOrder, orderParcel } from '../../src/training/process/marshal';
import { balanced } from '../../src/training/weighting';
import { Dataset, DatasetBody } from '../../src/values/dataset';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, fitOracle, SAMPLE_WEIGHTS, sampleDataset, samplePlan, sampleRows } from './samples';

/** What test/oracle/fit.py weights rows with: from 0 to 3, every seventh 0. */
const rowWeights = (rows: number, key: number): number[] =>
  [...hashUniform(rows, key)].map((u, row) => (row % 7 === 0 ? 0 : Math.fround(u * 3)));

function weighted(rows: number, validation: number): Dataset {
  const { columns, targets, split, pipeline, fingerprint, source } = sampleDataset(rows, validation).body;
  const data = Float64Array.from([...rowWeights(rows, 31), ...rowWeights(validation, 32)]);
  const all = [...columns, { name: 'importance', type: 'number' as const, data }];
  return new Dataset(new DatasetBody(all, targets, split, pipeline, fingerprint, source, 0, 'importance'));
}

describe(`sample weights on ${engineName}`, () => {
  const cases = fitOracle.sampleWeights;
  for (const [name, how] of [
    ['none', 'weight the loss of training and of validation'],
    ['given', 'are multiplied with class weights'],
    ['balanced', 'count where classes are balanced'],
  ] as const)
    it(`${how}, as in Keras fit`, async () => {
      const c = cases[name];
      const initial = firstWeights(SAMPLE_WEIGHTS);
      const plan = samplePlan({ ...c, shuffle: false, initial, weights: undefined });
      const { card, weights } = await train(plan, weighted(c.rows, c.validation), await testEngine());
      for (const [key, values] of Object.entries(c.history))
        assert.ok(distance(card.history[key]!, values as number[]) < 2e-5, `${key}: ${card.history[key]} ${values}`);
      for (const [i, key] of SAMPLE_WEIGHTS.entries())
        assert.ok(distance(weights[key]!.data, c.weights[i]) < 1e-5, `${key} differs`);
      assert.equal(card.settings.sampleWeight, 'importance');
    });

  it('go to the training process, the other columns that nothing reads do not', () => {
    const { dataset } = openOrder(orderParcel(samplePlan(), weighted(4, 0)));
    assert.equal(dataset.body.sampleWeight, 'importance');
    assert.deepEqual(Object.keys(dataset.columns), ['x', 'label', 'importance']);
  });

  it('balanced class weights of weighted rows are those of scikit-learn', () => {
    const { rows, factors } = cases.balanced;
    const found = balanced(sampleRows(rows).label, 3, rowWeights(rows, 31));
    assert.ok(distance(found, factors) < 1e-6, `${found}, scikit-learn ${factors}`);
  });
});
