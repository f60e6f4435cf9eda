import assert from 'node:assert/strict';
import { constant, input } from '../../src/graph';
import { addOutput, buildForward, initialWeights, joinNetworks } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { faultOf, inputOf, largeNetwork, next } from './sample';

const inference = { training: false };
const keys = (network: NetworkSpec) => buildForward(network, inference).weights.map(w => w.key);

describe('from network to graph', () => {
  it('inputs by layer id, named by label; weights as layerId/weight, in Keras’s order; the batch symbolic', () => {
    const { inputs, outputs, weights, updates, penalties } = buildForward(largeNetwork(), inference);
    assert.deepEqual(
      Object.fromEntries(Object.entries(inputs).map(([id, n]) => [id, [n.attributes.name, n.shape.join()]])),
      {
        a1: ['left', 'N,5'],
        b2: ['right', 'N,5'],
      },
    );
    assert.deepEqual(
      outputs.map(o => o.shape),
      [
        ['N', 3],
        ['N', 1],
      ],
    );
    assert.deepEqual(
      weights.slice(0, 3).map(w => [w.key, w.node.shape.join()]),
      [
        ['shared layer/kernel', '5,6'],
        ['shared layer/bias', '6'],
        ['宽/kernel', '6,6'],
      ],
    );
    assert.deepEqual([updates.length, penalties.length], [0, 1]);
  });
  it('a shared layer has its weights and its penalty once', () => {
    const branches = ['a', 'b'].map(id =>
      next(inputOf(id, [4]), 'Dense', { units: 2, kernelRegularizer: 'L2' }, 'shared'),
    );
    const { weights, penalties } = buildForward(next(joinNetworks(branches), 'Add', {}, 'sum'), inference);
    assert.deepEqual([weights.length, penalties.length], [2, 1]);
  });
  it('weights may be given as nodes', () => {
    const network = next(inputOf('x', [4]), 'Dense', { units: 2 }, 'd');
    const kernel = input('mine', [4, 2]);
    const { weights } = buildForward(network, { ...inference, weights: { 'd/kernel': kernel } });
    assert.equal(weights[0]!.node, kernel);
    assert.equal(weights[1]!.node.attributes.name, 'd/bias');
  });
  it('each layer’s nodes carry its label', () => {
    const { outputs } = buildForward(next(inputOf('x', [4]), 'Dense', { units: 2 }, 'my layer'), inference);
    assert.equal(outputs[0]!.scope, 'my layer');
  });
  it('what no output needs is left out', () => {
    const trunk = next(inputOf('x', [4]), 'Dense', { units: 2 }, 'used');
    const joined = joinNetworks([trunk, next(inputOf('y', [3]), 'Dense', {}, 'unused')]);
    assert.deepEqual(keys(addOutput(joined, { call: trunk.heads[0]! })), ['used/kernel', 'used/bias']);
  });
  it('without a shape there is no graph', () =>
    assert.deepEqual(
      faultOf(() => buildForward(next(inputOf('x', null), 'Dense'), inference)),
      {
        message: 'x: its shape is not known: it comes from a dataset, or is set in the node',
        layer: 'x',
      },
    ));
  it('dropout in training needs the key of the step; its two uses draw different numbers', () => {
    const drop = (label: string) => next(inputOf('x', [4]), 'Dropout', { rate: 0.5 }, label);
    assert.match(faultOf(() => buildForward(drop('drop'), { training: true })).message, /^drop: draws random numbers/);
    const both = next(joinNetworks([drop('one'), drop('two')]), 'Concatenate', {}, 'both');
    const { outputs } = buildForward(both, { training: true, key: constant(1, [], 'int32') });
    const salts = new Set<unknown>();
    const walk = (node: (typeof outputs)[number]): void => {
      if (node.op.name === 'randomKey') salts.add(node.attributes.salt);
      node.inputs.forEach(walk);
    };
    outputs.forEach(walk);
    assert.equal(salts.size, 2);
  });
});

describe('initial weights', () => {
  const network = next(
    next(inputOf('x', [30]), 'Dense', { units: 40 }, 'a'),
    'Dense',
    { units: 5, biasInitializer: 'Ones' },
    'b',
  );
  it('the same seed gives the same weights, another seed others', () => {
    assert.deepEqual(initialWeights(network, 1), initialWeights(network, 1));
    assert.notDeepEqual(initialWeights(network, 1)['a/kernel'], initialWeights(network, 2)['a/kernel']);
  });
  it('ids of nodes do not matter: an imported flow begins alike', () => {
    const renamed = JSON.parse(JSON.stringify(network).replaceAll('"a"', '"c"')) as NetworkSpec;
    assert.deepEqual(initialWeights(renamed, 1)['c/kernel'], initialWeights(network, 1)['a/kernel']);
  });
  it('each weight has its initializer and its shape, in shared memory', () => {
    const weights = initialWeights(network, 3);
    assert.deepEqual(Object.fromEntries(Object.entries(weights).map(([k, w]) => [k, w.shape.join()])), {
      'a/kernel': '30,40',
      'a/bias': '40',
      'b/kernel': '40,5',
      'b/bias': '5',
    });
    assert.ok(weights['a/bias']!.data.every(v => v === 0) && weights['b/bias']!.data.every(v => v === 1));
    const limit = Math.sqrt(6 / 70);
    assert.ok(weights['a/kernel']!.data.every(v => Math.abs(v) <= limit));
    assert.ok(weights['a/kernel']!.data.buffer instanceof SharedArrayBuffer);
  });
});
