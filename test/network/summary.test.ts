import assert from 'node:assert/strict';
import {
  addOutput,
  appendLayer,
  emptyNetwork,
  joinNetworks,
  summarizeNetwork,
  summarizeWeights,
} from '../../src/network';
import type { NetworkSpec } from '../../src/spec';

const inputOf = (id: string, shape: number[] | null): NetworkSpec =>
  appendLayer(emptyNetwork(), { id, className: 'InputLayer', args: { shape, dtype: 'float32', columns: null } });
const dense = (spec: NetworkSpec, id: string, units: number): NetworkSpec =>
  appendLayer(spec, { id, className: 'Dense', args: { units } });

describe('the summary of a network', () => {
  it('has shape, parameters, multiply-adds and activations of each layer, as Keras counts them', () => {
    const network = dense(dense(inputOf('in', [10]), 'a', 32), 'b', 3);
    const { layers, parameters, multiplyAdds, activationBytes } = summarizeNetwork(network);
    assert.deepEqual(
      layers.map(({ layer, shape, parameters, multiplyAdds, activationBytes }) => [
        layer,
        shape,
        parameters,
        multiplyAdds,
        activationBytes,
      ]),
      [
        ['in', [10], 0, 0, 40],
        ['a', [32], 352, 320, 128],
        ['b', [3], 99, 96, 12],
      ],
    );
    assert.deepEqual([parameters, multiplyAdds, activationBytes], [451, 416, 180]);
  });

  it('a shared layer has a line for each call, and its weights count once', () => {
    const [left, right] = ['left', 'right'].map(id => dense(inputOf(id, [10]), 'shared', 4));
    const joined = joinNetworks([left!, right!].map(one => addOutput(one, { call: one.heads[0]! })));
    const { layers, parameters } = summarizeNetwork(joined);
    assert.deepEqual(
      layers.filter(({ layer }) => layer === 'shared').map(({ calls, output }) => [calls, output]),
      [
        [2, true],
        [2, true],
      ],
    );
    assert.equal(parameters, 44);
  });

  it('does not know what depends on data that have not come', () => {
    const { layers, parameters } = summarizeNetwork(dense(inputOf('in', null), 'a', 4));
    assert.deepEqual([layers.map(({ shape }) => shape), parameters], [[null, null], null]);
  });

  it('weights: moments, zeros and a histogram of each array', async () => {
    const network = dense(inputOf('in', [2]), 'a', 2);
    const { weights } = await summarizeWeights(network, {
      'a/kernel': { shape: [2, 2], data: Float32Array.from([-1, 0, 0, 3]) },
      'a/bias': { shape: [2], data: Float32Array.from([Number.NaN, 5]) },
      'other/kernel': { shape: [1], data: Float32Array.from([1]) },
    });
    const [kernel, bias] = weights;
    assert.deepEqual(
      [kernel!.weight, kernel!.mean, kernel!.min, kernel!.max, kernel!.zeros],
      ['kernel', 0.5, -1, 3, 0.5],
    );
    assert.ok(Math.abs(kernel!.std - 1.5) < 1e-9);
    assert.equal(
      kernel!.histogram.counts.reduce((a, b) => a + b),
      4,
    );
    assert.deepEqual([bias!.notFinite, bias!.histogram], [1, { limits: [5, 5], counts: [1] }]);
  });

  it('weights: of many arrays the first ones, and their number', async () => {
    const one = { shape: [1], data: Float32Array.from([1]) };
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`a/w${i}`, one]));
    const { arrays, weights } = await summarizeWeights(dense(inputOf('in', [2]), 'a', 2), many);
    assert.deepEqual([arrays, weights.length], [70, 60]);
  });

  it('millions of weights leave the event loop its turns', async () => {
    const data = new Float32Array(8_000_000).fill(1);
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    const { weights } = await summarizeWeights(dense(inputOf('in', [2]), 'a', 2), {
      'a/kernel': { shape: [8e6], data },
    });
    clearInterval(count);
    assert.deepEqual(weights[0]!.histogram.counts, [8_000_000]);
    assert.ok(turns >= 3, `${turns} turns`);
  });
});
