import assert from 'node:assert/strict';
import { Dataset, Network, type Optimizer, Tensor } from '../../src';
import { deploy, end, eventually, type FlowNode, tab } from './flow';

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ a: i, b: -i, kind: ['x', 'y', 'z'][i % 3] }));
type Given = { type: string } & Partial<FlowNode>;
/** data → in → … → end */
const chain = (...more: Given[]) =>
  tab({ id: 'data', type: 'nn-dataset', target: 'kind', seed: 1 }, { id: 'in', type: 'nn-input' }, ...more, end());
const specOf = (network: unknown) => Network.expect(network, 'network').spec;

describe('layer nodes', () => {
  it('append to the network of the message and show shape and parameters', async () => {
    const flow = await deploy(
      chain(
        { id: 'dense', type: 'nn-dense', units: '8', activation: 'relu', useBias: 'false' },
        { id: 'activation', type: 'nn-activation', activation: 'tanh' },
        { id: 'dropout', type: 'nn-dropout', rate: '0.5' },
        { id: 'flatten', type: 'nn-reshape', layer: 'Flatten' },
        { id: 'out', type: 'nn-output' },
      ),
    );
    const message = await flow.ask('data', { payload: rows(30), topic: 'kept' });
    assert.ok(Dataset.is(message.payload));
    assert.equal(message.topic, 'kept');
    const spec = specOf(message.network);
    assert.deepEqual(spec.path, ['in', 'dense', 'activation', 'dropout', 'flatten', 'out']);
    assert.deepEqual(spec.layers[1]!.args, { ...spec.layers[1]!.args, units: 8, activation: 'relu', useBias: false });
    const statuses = ['in', 'dense', 'activation', 'dropout', 'flatten', 'out'].map(id => flow.status(id));
    assert.deepEqual(statuses, [
      '2 outputs',
      '8 outputs · 16 weights',
      '8 outputs',
      '8 outputs',
      '8 outputs',
      '3 outputs · 27 weights',
    ]);
  });

  it('read a property by the name that it had in 0.1.0', async () => {
    const flow = await deploy(chain({ id: 'repeat', type: 'nn-reshape', layer: 'RepeatVector', n: '3' }));
    const { network } = await flow.ask('data', { payload: rows(9) });
    assert.deepEqual(specOf(network).layers[1]!.args, { repeats: 3 });
    assert.equal(flow.status('repeat'), '3×2');
  });

  it('do not change the message that came, nor what other branches have', async () => {
    const flow = await deploy(
      chain(
        { id: 'one', type: 'nn-dense', units: 2, wires: [['two', 'end']] },
        { id: 'two', type: 'nn-dense', units: 3, wires: [[]] },
      ),
    );
    const { network } = await flow.ask('data', { payload: rows(10) });
    assert.equal(specOf(network).layers.length, 2);
  });

  it('answer many messages at once, each with its own data', async () => {
    const flow = await deploy(chain({ id: 'dense', type: 'nn-dense', units: 2 }));
    const came = flow.all();
    for (const width of [1, 2, 3]) {
      const columns = Object.fromEntries(Array.from({ length: width }, (_, k) => [`c${k}`, k]));
      flow.send('data', { payload: rows(9).map(({ kind }, i) => ({ kind, ...columns, c0: i })), width });
    }
    await eventually('all came', () => came.length === 3);
    for (const { network, width } of came) assert.deepEqual(specOf(network).layers[0]!.args.shape, [width]);
  });

  it('an input takes chosen columns, another arrangement, or a Tensor', async () => {
    const flow = await deploy([
      ...tab(
        { id: 'data', type: 'nn-dataset', target: 'kind', wires: [['some', 'square']] },
        { id: 'some', type: 'nn-input', columns: 'b', wires: [['end']] },
        { id: 'square', type: 'nn-input', shape: '1, 2', wires: [['end']] },
        { id: 'wrong', type: 'nn-input', shape: '3', wires: [['end']] },
        end(),
      ),
    ]);
    const came = flow.all();
    flow.send('data', { payload: rows(10) });
    await eventually('both came', () => came.length === 2);
    assert.deepEqual(
      came.map(m => specOf(m.network).layers[0]!.args.shape),
      [[1], [1, 2]],
    );
    const tensor = await flow.ask('some', { payload: new Tensor(new Float32Array(12), [2, 3, 2]) });
    assert.deepEqual(specOf(tensor.network).layers[0]!.args.shape, [3, 2]);
    const dataset = came[0]!.payload;
    assert.match(
      (await flow.fails('wrong', { payload: dataset })).message,
      /^input: shape must hold 2 numbers a row.*received 3 = 3/,
    );
  });

  it('an optimizer goes along, with its arguments checked', async () => {
    const flow = await deploy(
      tab(
        {
          id: 'sgd',
          type: 'nn-optimizer',
          algorithm: 'SGD',
          learningRate: '0.1',
          momentum: 0.9,
          clipNorm: '1',
          clipValue: '',
          gradientAccumulationSteps: '4',
          useEma: 'true',
          emaOverwriteFrequency: 10,
        },
        end(),
      ),
    );
    const { spec } = (await flow.ask('sgd', { payload: 1 })).optimizer as Optimizer;
    assert.deepEqual(spec, {
      className: 'SGD',
      args: { learningRate: 0.1, momentum: 0.9, nesterov: false, weightDecay: 0 },
      clipNorm: 1,
      gradientAccumulationSteps: 4,
      useEma: true,
      emaMomentum: 0.99,
      emaOverwriteFrequency: 10,
    });
    assert.equal(flow.status('sgd'), 'SGD 0.1 momentum 0.9');
  });

  it('bad input: wrong arguments, no network, no column of that name', async () => {
    const flow = await deploy([
      ...chain(
        { id: 'dense', type: 'nn-dense', units: 2, name: 'first' },
        { id: 'out', type: 'nn-output', target: 'nothing' },
      ),
      ...[0, 1.5, 'many', -3, '1e3x', null].map((units, i) => ({
        id: `u${i}`,
        type: 'nn-dense',
        z: 'tab',
        x: 1,
        y: 1,
        units,
        wires: [],
      })),
    ]);
    for (const [i, shown] of ['0', '1.5', '"many"', '-3', '"1e3x"'].entries()) {
      const error = await flow.fails(`u${i}`, { payload: 1 });
      assert.deepEqual(
        [error.node, error.message],
        [`u${i}`, `dense: units must be a whole number of at least 1, received ${shown}`],
      );
    }
    const lost = await flow.fails('dense', { payload: 1 });
    assert.equal(lost.message, 'first: there is no network on the message. Put an input node before this one');
    assert.match(
      (await flow.fails('dense', { payload: 1, network: 'text' })).message,
      /^first: msg.network must be a Network, received "text"/,
    );
    const target = await flow.fails('data', { payload: rows(10) });
    assert.equal(target.node, 'out');
    assert.match(target.message, /target must be a target column of the data \(kind\), received "nothing"/);
  });
});
