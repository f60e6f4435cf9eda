import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { addOutput } from '../../src/network';
import { checkPlan, furtherPipeline, networkToTrain, resolveNetwork, train } from '../../src/training';
import { ModelBody } from '../../src/values/model';
import { testEngine } from '../engines';
import { inputOf, next, someWeights } from '../network/sample';
import { card } from '../values/samples';

const records = Array.from({ length: 40 }, (_, i) => ({
  a: i === 3 ? null : 1000 + ((i * 37) % 101),
  b: ((i * 53) % 89) / 7,
  y: 500 + ((i * 17) % 31) * 10,
}));

describe('a model of another program, trained further', () => {
  it('takes numbers as they are: at first, its loss is that of its own weights', async () => {
    const end = next(inputOf('x', [2]), 'Dense', { units: 1 }, 'y');
    const network = addOutput(end, { call: end.heads[0]! });
    const initial = someWeights(network);
    const origin = { file: null, sha256: '', imported: '', program: 'Keras 3.5.0' };
    const body = new ModelBody({ ...card, origin }, network, initial, null, new Uint8Array(0));
    const dataset = await makeDataset(await readTable({ records }), { targets: ['y'], seed: 1 });
    const wanted = { loss: 'MeanSquaredError', metrics: 'auto' } as const;
    const resolved = resolveNetwork(networkToTrain(body), dataset.pipeline, wanted);
    const pipeline = furtherPipeline(body, resolved, dataset.pipeline);
    const plan = checkPlan({
      ...{ run: 'r', model: 'm', network: resolved, initial, pipeline, epochs: 1, batchSize: 100 },
      ...{ loss: 'MeanSquaredError', optimizer: { className: 'SGD', args: { learningRate: 1e-20 } }, seed: 1 },
    });
    const trained = await train(plan, dataset, await testEngine());

    const rows = [...dataset.indices('train')].map(row => records[row]!);
    const known = rows.flatMap(({ a }) => a ?? []);
    const mean = known.reduce((sum, a) => sum + a, 0) / known.length;
    const [wa, wb] = initial['y/kernel']!.data;
    const bias = initial['y/bias']!.data[0]!;
    const errors = rows.map(({ a, b, y }) => ((a ?? mean) * wa! + b * wb! + bias - y) ** 2);
    const byHand = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const loss = trained.card.history.loss![0]!;
    assert.ok(Math.abs(loss / byHand - 1) < 1e-4, `${loss}, by hand ${byHand}`);
  });
});
