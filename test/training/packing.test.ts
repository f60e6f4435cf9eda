import assert from 'node:assert/strict';
import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import { prepare } from '../../src/training/prepared';
import { packWeights } from '../../src/training/step/packing';
import { engineName, testEngine } from '../engines';
import { distance, samplePlan, sampleRows, tensorColumn, tensorDataset } from './samples';
import { runSteps } from './steps';

describe(`how weights lie on ${engineName}`, () => {
  const [FEATURES, ROWS] = [750, 24];

  it('small ones are one state, larger ones rows, the largest lie in equal pieces of at most 65536', () => {
    const weight = (key: string, ...shape: number[]) => ({ key, spec: { shape } }) as never;
    const weights = [
      weight('a', 10),
      weight('b', 5, 3),
      weight('c', 750, 720),
      weight('d', 524_309),
      weight('e', 90, 100),
    ];
    const packing = packWeights(weights);
    assert.deepEqual(
      packing.parameters.map(p => p.shape),
      [[25], [9, 1, 1, 60_000], [1, 1, 524_309], [1, 1, 9000]], // a prime number of elements cannot be cut
    );
    assert.deepEqual(
      [...packing.inPieces].map(p => p.attributes.name),
      ['c'],
    );
    assert.deepEqual(
      [packing.nodes.c!.shape, packing.nodes.e!.shape],
      [
        [750, 720],
        [90, 100],
      ],
    );
  });

  for (const [lies, units] of [
    ['in pieces', 720],
    ['as one row', 100],
  ] as const)
    it(`a network with a large weight ${lies} learns what it learns where each weight is whole`, async () => {
      const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
      const hidden = appendLayer(input, { id: 'hidden', className: 'Dense', args: { units, activation: 'tanh' } });
      const network = appendLayer(hidden, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
      const { x, oneHot } = sampleRows(ROWS, { features: FEATURES, classes: 3, key: 5 });
      const target = { ...tensorColumn('label', oneHot, [3]), task: 'classification' as const };
      const dataset = tensorDataset([tensorColumn('x', x, [FEATURES])], [target], ROWS, ROWS);
      // a norm that is never reached changes nothing, but needs whole weights
      const learn = async (clip: { clipNorm?: number }) => {
        const optimizer = { className: 'Adam', args: { learningRate: 0.001 }, ...clip };
        const plan = samplePlan({ network: addOutput(network, { call: network.heads[0]! }), optimizer, batchSize: 8 });
        return runSteps(await testEngine(), prepare(plan, dataset));
      };
      const [pieces, whole] = [await learn({}), await learn({ clipNorm: 1e9 })];
      assert.equal(pieces.losses.length, 3);
      assert.ok(distance(pieces.losses, whole.losses) < 1e-6);
      for (const key of ['hidden/kernel', 'hidden/bias', 'out/kernel'])
        assert.ok(distance(pieces.weights[key]!.data, whole.weights[key]!.data) < 1e-5, key);
    });
});
