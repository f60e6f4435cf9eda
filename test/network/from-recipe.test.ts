import assert from 'node:assert/strict';
import { recipes } from '../../src/catalogue/recipes';
import { exampleData, makeDataset } from '../../src/data';
import { networkFromRecipe, recipeData } from '../../src/network';
import { checkPlan, train } from '../../src/training';
import { engineName, testEngine } from '../engines';

describe(`networks from recipes on ${engineName}`, () => {
  const recipe = recipes.table!;

  for (const [example, target, better] of [
    ['penguins', 'Species', 'a class'],
    ['cars', 'Miles_per_Gallon', 'a number'],
  ] as const)
    it(`table: ${better} of ${example} is learned, by one model of two members`, async () => {
      const dataset = await makeDataset(await exampleData(example), { targets: [target], seed: 1 });
      const rows = dataset.indices('train').length;
      const data = recipeData(dataset.pipeline, rows);
      const plan = checkPlan({
        run: 'run',
        model: 'recipe',
        seed: 1,
        network: networkFromRecipe(recipe, dataset.pipeline, rows),
        optimizer: recipe.optimizer(data),
        ...recipe.training(data),
        epochs: 16,
      });
      const { card, network } = await train(plan, dataset, await testEngine());
      assert.equal(network.layers.at(-1)!.className, 'Average');
      assert.equal(network.outputs.length, 1);
      // the last layer begins at zero: all classes alike, or the mean
      const guess = data.predicts === 'numbers' ? 1 : Math.log(3);
      assert.ok(card.metrics.val_loss! < guess / 3, `val_loss ${card.metrics.val_loss}`);
    });

  it('columns of many texts are looked up, others go beside the numbers', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `part ${i % 150}`);
    const records = names.map((part, i) => ({ part, size: i / 7, kind: i % 3 ? 'a' : 'b', y: i % 5 }));
    const { readTable } = await import('../../src/data');
    const dataset = await makeDataset(await readTable({ records }, {}), { targets: ['y'], seed: 1 });
    const network = networkFromRecipe(recipe, dataset.pipeline, 200);
    const classes = network.layers.map(layer => layer.className);
    assert.equal(classes.filter(name => name === 'Embedding').length, 2 * (dataset.pipeline.lookups ?? []).length);
    assert.ok(classes.includes('PiecewiseLinearEncoding') && classes.includes('PeriodicEmbedding'));
  });

  it('a table without numbers has one member', async () => {
    const records = Array.from({ length: 60 }, (_, i) => ({
      kind: i % 3 ? 'a' : 'b',
      size: `${i % 4} cm`,
      y: i % 2 ? 'yes' : 'no',
    }));
    const { readTable } = await import('../../src/data');
    const columns = [{ name: 'size', type: 'category' as const }];
    const dataset = await makeDataset(await readTable({ records }, {}), { targets: ['y'], columns, seed: 1 });
    const rows = dataset.indices('train').length;
    const data = recipeData(dataset.pipeline, rows);
    assert.equal(data.numbers, 0);
    const settings = {
      run: 'run',
      model: 'recipe',
      optimizer: recipe.optimizer(data),
      ...recipe.training(data),
      epochs: 2,
    };
    const plan = checkPlan({ ...settings, network: networkFromRecipe(recipe, dataset.pipeline, rows) });
    const { network } = await train(plan, dataset, await testEngine());
    assert.equal(network.layers.at(-1)!.className, 'Dense');
  });

  it('two targets are an error that says so', async () => {
    const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species', 'Sex'], seed: 1 });
    assert.throws(() => networkFromRecipe(recipe, dataset.pipeline, 100), /must have one target, received 2/);
  });
});
