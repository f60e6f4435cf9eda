import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { parseSpan } from '../../src/data/series/span';
import { asSingleNodes, describeNetwork, endRecipe, networkFromRecipe } from '../../src/network';
import type { SeriesOptions } from '../../src/spec';
import { resolveNetwork } from '../../src/training';

const node = { id: 'n', name: 'network', recipe: 'auto' };
const auto = { loss: 'auto', metrics: 'auto' } as const;
const span = (text: string) => parseSpan(text)!;

const hourly = (options: SeriesOptions, targets = ['load']) =>
  readTable(
    {
      records: Array.from({ length: 200 }, (_, i) => ({
        time: new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString(),
        heat: (i * 7) % 5,
        load: 10 + 5 * Math.sin((2 * Math.PI * i) / 24) + (i % 7) / 10,
      })),
    },
    {},
  ).then(table => makeDataset(table, { targets, series: { season: span('24'), history: span('48'), ...options } }));

describe('the recipe forecast', () => {
  it('is chosen for windows of a series whose next numbers are the target, and ends in its quantiles', async () => {
    const { pipeline } = await hourly({ horizon: span('6') });
    const network = resolveNetwork(networkFromRecipe(node, pipeline, 100), pipeline, auto);
    const [output] = network.outputs;
    assert.equal(output!.loss, 'Pinball(quantiles=0.1×0.5×0.9)');
    assert.deepEqual(output!.target, ['load']);
    assert.deepEqual(describeNetwork(network).calls[output!.call]!.shape, ['N', 18]);
  });

  it('predicts several targets, and sees what is known in advance', async () => {
    const { pipeline } = await hourly({ horizon: span('3') }, ['load', 'heat']);
    assert.equal(resolveNetwork(networkFromRecipe(node, pipeline, 100), pipeline, auto).outputs.length, 2);
    const known = await hourly({ horizon: span('3'), known: ['heat'] });
    const inputs = networkFromRecipe(node, known.pipeline, 100).layers.filter(l => l.className === 'InputLayer');
    assert.deepEqual(
      inputs.map(({ args }) => args.columns),
      [['history'], ['known']],
    );
  });

  it('an output node after it chooses among the targets', async () => {
    const { pipeline } = await hourly({ horizon: span('3') }, ['load', 'heat']);
    const network = networkFromRecipe(node, pipeline, 100);
    const ended = (wish: object) => endRecipe(network, { id: 'o', label: 'output', ...wish }, pipeline);
    const targetsOf = (wish: object) =>
      resolveNetwork(ended(wish), pipeline, auto).outputs.map(output => output.target);
    assert.deepEqual(targetsOf({ target: ['heat'] }), [['heat']]);
    const { layers, calls } = ended({ target: ['heat'] });
    assert.ok(layers.some(({ id }) => id === 'n-linear-2') && !layers.some(({ id }) => id === 'n-linear'));
    assert.ok(calls.length < network.calls.length);
    assert.deepEqual(targetsOf({ task: 'regression' }), [['load'], ['heat']]);
    for (const target of [['nosuch'], ['heat', 'nosuch']])
      assert.throws(() => targetsOf({ target }), /target must be a target column .*received "nosuch"/);
    assert.throws(() => ended({ task: 'multi-label' }), /output: task must be regression or auto: the recipe forecast/);
  });

  it('as single nodes has no output node, and tells the training its loss', async () => {
    const { pipeline } = await hourly({ horizon: span('6') });
    const { nodes, outputs, training } = asSingleNodes(networkFromRecipe(node, pipeline, 100), pipeline);
    assert.equal(outputs.length, 0);
    assert.equal(training.loss, 'Pinball(quantiles=0.1×0.5×0.9)');
    assert.equal(nodes.at(-1)!.type, 'nn-merge');
  });

  it('says what is missing for other data', async () => {
    const table = await makeDataset(
      await readTable(
        {
          records: [
            { x: 1, y: 2 },
            { x: 2, y: 3 },
          ],
        },
        {},
      ),
      {
        targets: ['y'],
        validation: 0,
        test: 0,
      },
    );
    assert.throws(
      () => networkFromRecipe({ ...node, recipe: 'forecast' }, table.pipeline, 2),
      /network: the recipe forecast is for series whose next numbers are to be predicted, received a table without time series/,
    );
    const { pipeline } = await hourly({ horizon: span('6') });
    assert.throws(
      () => networkFromRecipe({ ...node, recipe: 'table' }, pipeline, 100),
      /column "history" is an array \(48×2\)/,
    );
  });
});
