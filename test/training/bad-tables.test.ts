import assert from 'node:assert/strict';
import { recipes } from '../../src/catalogue/recipes';
import { drawBackground, makeDataset, readTable } from '../../src/data';
import { createPredictor } from '../../src/inference';
import { networkFromRecipe, recipeData } from '../../src/network';
import { checkPlan, train, trainWithFolds } from '../../src/training';
import { type Dataset, Model } from '../../src/values';
import { engineName, testEngine } from '../engines';
import { attributorFor, withRows } from '../explanation/samples';

/** Tables that leave hardly anything to learn: from the dataset through the recipe to confidence and contributions. */
describe(`tables with little in them, on ${engineName}`, function () {
  this.timeout(240_000);
  const node = { id: 'n', name: 'network', recipe: 'table' };
  const engine = engineName === 'wasm' ? ('wasm' as const) : ('onnx' as const);

  const planOf = (dataset: Dataset, more: object = {}) => {
    const rows = dataset.indices('train').length;
    const data = recipeData(dataset.pipeline, rows);
    const recipe = recipes.table!;
    return checkPlan({
      ...{ run: 'run', model: 'm', seed: 1, optimizer: recipe.optimizer(data), ...recipe.training(data), epochs: 3 },
      ...{ network: networkFromRecipe(node, dataset.pipeline, rows), ...more },
    });
  };
  async function answer(dataset: Dataset, record: object, more: object = {}) {
    const trained = await train(planOf(dataset, more), dataset, await testEngine());
    const body = withRows(trained, drawBackground(dataset, trained.pipeline!, 1));
    const sure = await createPredictor(new Model('m', 1, body), { engine, confidence: 0.8 });
    const given = (await sure.predict(record)) as Record<string, unknown>;
    await sure.dispose();
    const { attributor, encode } = await attributorFor(new Model('m', 1, body));
    const all = encode(dataset, Int32Array.of(0, 1));
    const [found] = await attributor.attribute(2, all, { method: 'auto' });
    const { contributions, value, base } = found!;
    const width = contributions.length / 2;
    const sum = contributions.subarray(0, width).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - (value[0]! - base[0]!)) < 1e-6, 'contributions add up');
    return { given, body };
  }
  const datasetOf = async (records: object[], options: object = {}) =>
    makeDataset(await readTable({ records }), { targets: ['y'], seed: 1, ...options });

  it('5 rows: a set of every label, and nothing is sure', async () => {
    const records = Array.from({ length: 5 }, (_, i) => ({ a: i, b: 5 - i, y: i % 2 ? 'p' : 'q' }));
    const { given } = await answer(await datasetOf(records), { a: 2, b: 3 });
    assert.deepEqual([(given.set as string[]).length, given.sure], [2, false]);
  });

  it('1 feature', async () => {
    const records = Array.from({ length: 60 }, (_, i) => ({ a: i, y: 2 * i }));
    const { given } = await answer(await datasetOf(records, { columns: [{ name: 'a', type: 'number' }] }), { a: 30 });
    const [low, high] = given.interval as [number, number];
    assert.ok(low <= (given.value as number) && (given.value as number) <= high && Number.isFinite(high - low));
  });

  it('an all-missing column and an identifier are left out, constant columns do no harm', async () => {
    const records = Array.from({ length: 80 }, (_, i) => ({
      ...{ customer_id: `C-${10_000 + i}`, same: 7, also: 'x' },
      ...{ a: (i * 37) % 80, y: (i * 37) % 80 > 40 ? 'yes' : 'no' },
    }));
    const dataset = await datasetOf(records.map(row => ({ ...row, nothing: '' })));
    assert.ok(dataset.body.findings.leftOut.includes('column "nothing" is not used: it has no values'));
    assert.ok(!dataset.pipeline.features.some(({ name }) => name === 'customer_id'));
    const { given } = await answer(dataset, { a: 60, same: 7, also: 'x' });
    assert.ok((given.set as string[]).length >= 1 && typeof given.unusual === 'number');
  });

  it('a category of 100,000 values is named and left out', async () => {
    const records = Array.from({ length: 100_000 }, (_, i) => ({
      part: `part ${i}x`,
      a: i % 100,
      y: i % 2 ? 'p' : 'q',
    }));
    const dataset = await datasetOf(records);
    const part = dataset.body.columns.find(({ name }) => name === 'part')!;
    assert.ok(!dataset.pipeline.features.some(({ name }) => name === 'part'), part.type);
    assert.ok(planOf(dataset).network.layers.length > 0);
  });

  it('a target with one value in the training rows of a fold has metrics and a model all the same', async () => {
    const records = Array.from({ length: 12 }, (_, i) => ({ a: i, y: i === 3 ? 5 : 1 }));
    const dataset = await datasetOf(records, { test: 0, columns: [{ name: 'y', type: 'number' }] });
    const own = await testEngine();
    const { card, calibration } = await trainWithFolds(
      { ...planOf(dataset, { folds: 3 }), folds: 3 },
      dataset,
      async () => own,
    );
    assert.ok(Number.isFinite(card.folds!.metrics.mae!.mean));
    assert.equal(calibration!.rows, 12);
  });
});
