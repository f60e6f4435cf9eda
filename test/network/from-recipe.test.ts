import assert from 'node:assert/strict';
import { recipes } from '../../src/catalogue/recipes';
import { exampleData, makeDataset, readTable } from '../../src/data';
import { appendLayer, emptyNetwork, isInput, networkFromRecipe, recipeData } from '../../src/network';
import { checkPlan, resolveNetwork, train } from '../../src/training';
import { engineName, testEngine } from '../engines';

describe(`networks from recipes on ${engineName}`, () => {
  const recipe = recipes.table!;
  const node = { id: 'n', name: 'network', recipe: 'table' };

  for (const [example, target, better] of [
    ['penguins', 'Species', 'a class'],
    ['cars', 'Miles_per_Gallon', 'a number'],
  ] as const)
    it(`table: ${better} of ${example} is learned, by one model`, async () => {
      const dataset = await makeDataset(await exampleData(example), { targets: [target], seed: 1 });
      const rows = dataset.indices('train').length;
      const data = recipeData(dataset.pipeline, rows);
      const plan = checkPlan({
        run: 'run',
        model: 'recipe',
        seed: 1,
        network: networkFromRecipe(node, dataset.pipeline, rows),
        optimizer: recipe.optimizer(data),
        ...recipe.training(data),
        epochs: 16,
      });
      const { card, network } = await train(plan, dataset, await testEngine());
      assert.equal(network.outputs.length, 1);
      const means = network.layers.filter(({ className }) => className === 'Average').length;
      assert.equal(means, card.chosen!.length > 1 ? 1 : 0, `chosen: ${card.chosen}`);
      assert.ok(card.chosen!.every(name => ['waves', 'bins', 'few columns'].includes(name)));
      // the last layer begins at zero: all classes alike, or the mean
      const guess = data.predicts === 'numbers' ? 1 : Math.log(3);
      assert.ok(card.metrics.val_loss! < guess / 3, `val_loss ${card.metrics.val_loss}`);
    });

  it('columns of many texts are looked up, others go beside the numbers', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `part ${i % 150}`);
    const records = names.map((part, i) => ({ part, size: i / 7, kind: i % 3 ? 'a' : 'b', y: i % 5 }));
    const dataset = await makeDataset(await readTable({ records }, {}), { targets: ['y'], seed: 1 });
    const network = networkFromRecipe(node, dataset.pipeline, 200);
    const classes = network.layers.map(layer => layer.className);
    assert.equal(classes.filter(name => name === 'Embedding').length, 3 * (dataset.pipeline.lookups ?? []).length);
    assert.ok(classes.includes('PiecewiseLinearEncoding') && classes.includes('PeriodicEmbedding'));
  });

  it('a table without numbers is not seen in several ways', async () => {
    const records = Array.from({ length: 60 }, (_, i) => ({
      kind: i % 3 ? 'a' : 'b',
      size: `${i % 4} cm`,
      y: i % 2 ? 'yes' : 'no',
    }));
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
    const plan = checkPlan({ ...settings, network: networkFromRecipe(node, dataset.pipeline, rows) });
    assert.ok(recipe.branches(data).every(({ numbers }) => numbers.length === 0));
    const { card } = await train(plan, dataset, await testEngine());
    assert.ok(card.chosen!.every(name => ['all columns', 'few columns'].includes(name)));
  });

  const open = { loss: 'auto', metrics: 'auto' } as const;

  it('several targets: an ensemble for each, or for numbers and labels together', async () => {
    const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species', 'Sex'], seed: 1 });
    const spec = networkFromRecipe(node, dataset.pipeline, 200);
    const resolved = resolveNetwork(spec, dataset.pipeline, open);
    assert.deepEqual(
      resolved.outputs.map(({ target, task, members }) => [target, task, members]),
      [
        [['Species'], 'classification', true],
        [['Sex'], 'binary', true],
      ],
    );
    assert.deepEqual(resolveNetwork(resolved, dataset.pipeline, open), resolved);
    const numbers = await makeDataset(await exampleData('penguins'), {
      targets: ['Beak Length (mm)', 'Beak Depth (mm)'],
      seed: 1,
    });
    const [output, ...others] = resolveNetwork(networkFromRecipe(node, numbers.pipeline, 200), numbers.pipeline, {
      ...open,
      loss: 'MeanAbsoluteError',
    }).outputs;
    assert.deepEqual([output!.target?.length, output!.loss, others], [2, 'MeanAbsoluteError', []]);
  });

  it('a loss of counts ends each member with a positive activation', async () => {
    const dataset = await makeDataset(await exampleData('cars'), { targets: ['Horsepower'], seed: 1 });
    const counts = { loss: 'Poisson', metrics: 'auto' } as const;
    const once = resolveNetwork(networkFromRecipe(node, dataset.pipeline, 200), dataset.pipeline, counts);
    const last = once.layers.filter(({ args }) => args.activation === 'exponential');
    assert.equal(last.length, 3);
    assert.deepEqual(resolveNetwork(once, dataset.pipeline, counts), once);
  });

  it('the columns of an input before it are the only ones', async () => {
    const dataset = await makeDataset(await exampleData('penguins'), { targets: ['Species'], seed: 1 });
    const input = { id: 'in', className: 'InputLayer', args: { columns: ['Island', 'Body Mass (g)'] } };
    const before = appendLayer(emptyNetwork(), input);
    const spec = networkFromRecipe(node, dataset.pipeline, 200, before);
    const columns = spec.layers.flatMap(layer => (isInput(layer) ? layer.args.columns : []));
    assert.deepEqual([...new Set(columns)].sort(), ['Body Mass (g)', 'Island']);
    assert.deepEqual(spec.path, ['in', 'n']);
    const dense = appendLayer(before, { id: 'd', className: 'Dense', args: { units: 3 } });
    assert.throws(
      () => networkFromRecipe(node, dataset.pipeline, 200, dense),
      /a recipe is a whole network.*received a network with dense/,
    );
  });

  it('arrays are no table', async () => {
    const dataset = await makeDataset(
      await readTable(
        {
          records: [0, 1, 2, 3].map(y => ({
            x: [
              [1, y],
              [3, 4],
            ],
            y,
          })),
        },
        {},
      ),
      { targets: ['y'], seed: 1 },
    );
    assert.throws(() => networkFromRecipe(node, dataset.pipeline, 4), /column "x" is an array \(2×2\) in each row/);
  });
});
