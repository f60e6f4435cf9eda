import assert from 'node:assert/strict';
import { constant, type GraphNode, topological, withSharing } from '../../src/graph';
import { addOutput, appendLayer, buildForward, emptyNetwork } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { train } from '../../src/training';
import { run } from '../catalogue/run';
import { engineName, testEngine } from '../engines';
import { distance, firstWeights, oracle, sampleDataset, samplePlan } from './samples';

const chain = (...layers: [id: string, className: string, args: Record<string, unknown>][]): NetworkSpec =>
  layers.reduce((spec, [id, className, args]) => appendLayer(spec, { id, className, args }), emptyNetwork());

const three = ['kernel', 'recurrent_kernel', 'bias'];
const WEIGHTS = [
  ...['forward', 'backward'].flatMap(way => three.map(name => `lstm/${way}_${name}`)),
  ...['gru', 'rnn'].flatMap(id => three.map(name => `${id}/${name}`)),
  ...['out/kernel', 'out/bias'],
];

describe(`recurrent layers in training on ${engineName}`, () => {
  it('weights and history are those of Keras fit, with a last batch of two rows', async () => {
    const c = oracle.recurrent;
    const network = chain(
      ['in', 'InputLayer', { shape: [3, 2] }],
      ['lstm', 'LSTM', { units: 4, returnSequences: true, bidirectional: 'concat' }],
      ['gru', 'GRU', { units: 3, returnSequences: true, goBackwards: true }],
      ['rnn', 'SimpleRNN', { units: 4 }],
      ['out', 'Dense', { units: 3, activation: 'softmax' }],
    );
    const optimizer = { className: 'Adam', args: { learningRate: c.learningRate } };
    const initial = firstWeights(WEIGHTS, c.shapes);
    const wishes = {
      ...c,
      optimizer,
      shuffle: false,
      initial,
      network: addOutput(network, { call: network.heads[0]! }),
    };
    const { weights, card } = await train(samplePlan(wishes), sampleDataset(c.rows, c.validation), await testEngine());
    for (const [i, key] of WEIGHTS.entries()) {
      const apart = distance(weights[key]!.data, c.weights[i]);
      assert.ok(apart < 1e-5, `${key} differs by ${apart}`);
    }
    for (const [name, values] of Object.entries(c.history))
      assert.ok(distance(card.history[name]!, values as number[]) < 2e-5, `${name}: ${card.history[name]}`);
  });
});

const UNITS = 40;
const identity = Float32Array.from({ length: UNITS ** 2 }, (_, i) => Number(i % (UNITS + 1) === 0));

/** Four steps of ones through a linear SimpleRNN whose kernels are the identity or nothing; [N, steps, units]. */
async function linear(args: Record<string, number>, recurrent: number, training = true, step = 1) {
  const network = chain(
    ['in', 'InputLayer', { shape: [4, UNITS] }],
    ['rnn', 'SimpleRNN', { units: UNITS, activation: 'linear', useBias: false, returnSequences: true, ...args }],
  );
  const square = (data: Float32Array) => ({ data, shape: [UNITS, UNITS], dtype: 'float32' as const });
  const feeds = {
    input: { data: new Float32Array(50 * 4 * UNITS).fill(1), shape: [50, 4, UNITS], dtype: 'float32' as const },
    'rnn/kernel': square(identity),
    'rnn/recurrent_kernel': square(identity.map(v => v * recurrent)),
  };
  const { y } = await run(feeds, () => {
    const { inputs, outputs, weights } = buildForward(network, { training, key: constant(step, [], 'int32') });
    return { inputs: [...Object.values(inputs), ...weights.map(w => w.node)], outputs: { y: outputs[0]! } };
  });
  return (row: number, at: number, unit: number): number => y!.data[(row * 4 + at) * UNITS + unit]!;
}

function* everywhere(): Generator<[number, number]> {
  for (let row = 0; row < 50; row++) for (let unit = 0; unit < UNITS; unit++) yield [row, unit];
}

describe('dropout in recurrent layers, as Gal and Ghahramani have it', () => {
  const share = (zeros: number) => zeros / (50 * UNITS);
  // four standard deviations of a binomial share
  const near = (found: number, rate: number) =>
    assert.ok(Math.abs(found - rate) < 4 * Math.sqrt((rate * (1 - rate)) / (50 * UNITS)), `${found} dropped`);

  it('of the input: the same numbers in every step of a row, others at the next training step', async () => {
    const [y, next] = [await linear({ dropout: 0.3 }, 0), await linear({ dropout: 0.3 }, 0, true, 2)];
    let [zeros, equal] = [0, 0];
    for (const [row, unit] of everywhere()) {
      const v = y(row, 0, unit);
      assert.ok(v === 0 || Math.abs(v - 1 / 0.7) < 1e-6, `${v}`);
      for (const at of [1, 2, 3]) assert.equal(y(row, at, unit), v);
      if (v === 0) zeros++;
      if (next(row, 0, unit) === v) equal++;
    }
    near(share(zeros), 0.3);
    near(share(equal), 0.3 ** 2 + 0.7 ** 2);
  });

  it('of what is handed on: the same units in every step', async () => {
    const y = await linear({ recurrentDropout: 0.4 }, 1);
    let zeros = 0;
    for (const [row, unit] of everywhere()) {
      assert.equal(y(row, 0, unit), 1);
      const factor = y(row, 1, unit) - 1; // h₁ = 1 + m · h₀
      if (factor === 0) zeros++;
      else assert.ok(Math.abs(factor - 1 / 0.6) < 1e-6, `${factor}`);
      assert.ok(Math.abs(y(row, 2, unit) - (1 + factor * y(row, 1, unit))) < 1e-5);
    }
    near(share(zeros), 0.4);
  });

  it('none in predictions', async () => {
    const y = await linear({ dropout: 0.5, recurrentDropout: 0.5 }, 0, false);
    for (const [row, unit] of everywhere()) assert.equal(y(row, 3, unit), 1);
  });

  it('with recurrent dropout each gate has masks of its own', () => {
    const masks = (className: string, args: Record<string, unknown>): number => {
      const network = chain(['in', 'InputLayer', { shape: [4, 3] }], ['rnn', className, { units: 2, ...args }]);
      const build = (): readonly GraphNode[] =>
        buildForward(network, { training: true, key: constant(1, [], 'int32') }).outputs;
      return topological(withSharing(build)).filter(node => node.op.name === 'random').length;
    };
    assert.equal(masks('LSTM', { dropout: 0.2 }), 1);
    assert.equal(masks('LSTM', { recurrentDropout: 0.2 }), 4);
    assert.equal(masks('LSTM', { dropout: 0.1, recurrentDropout: 0.2, bidirectional: 'sum' }), 16);
    assert.equal(masks('GRU', { dropout: 0.1, recurrentDropout: 0.2 }), 6);
    assert.equal(masks('GRU', { dropout: 0.1, recurrentDropout: 0.2, resetAfter: false }), 6);
    assert.equal(masks('SimpleRNN', { dropout: 0.1, recurrentDropout: 0.2 }), 2);
  });
});
