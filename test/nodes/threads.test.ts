import assert from 'node:assert/strict';
import type { Model } from '../../src';
import { engineName } from '../engines';
import { catcher, deploy, end, eventually, type FlowNode } from './flow';

const records = Array.from({ length: 80 }, (_, i) => ({
  a: (i * 37) % 101,
  b: (i * 53) % 97,
  kind: i % 2 ? 'x' : 'y',
}));

/** A training for each engine. */
const flow = (engines: Readonly<Record<string, Partial<FlowNode>>>): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  ...Object.entries(engines).map(([name, engine]) => ({ id: `engine ${name}`, type: 'nn-engine', ...engine })),
  ...[
    { id: 'data', type: 'nn-dataset', wires: [['in']], target: 'kind', seed: 1 },
    { id: 'in', type: 'nn-input', wires: [['dense']] },
    { id: 'dense', type: 'nn-dense', wires: [['out']], units: 4, activation: 'relu' },
    { id: 'out', type: 'nn-output', wires: [Object.keys(engines)] },
    ...Object.keys(engines).map(id => ({
      ...{ id, type: 'nn-train', wires: [['end'], []], name: id },
      ...{ epochs: 20, seed: 1, engine: `engine ${id}`, save: false },
    })),
  ].map(node => ({ z: 'tab', x: 0, y: 0, ...node })),
  end(),
];

describe('threads of an engine node', function () {
  this.timeout(120_000);
  before(function () {
    if (engineName !== 'onnx') this.skip();
  });

  it('are in the status of a training, whose model is that of one thread', async () => {
    const native = (threads: number | string) => ({ engine: 'onnx', threads });
    const running = await deploy(flow({ one: native(1), two: native(2), auto: native('auto') }));
    const told = running.until('two', /^epoch .* · 2 threads · /);
    const models = running.all();
    running.send('data', { payload: records });
    await Promise.all([told, eventually('all models', () => models.length === 3)]);
    const [one, two, auto] = ['one', 'two', 'auto'].map(name => {
      const found = models.map(({ payload }) => payload as Model).find(({ model }) => model === name);
      return found!.body.weights;
    });
    for (const [key, { data }] of Object.entries(one!)) {
      assert.deepEqual(auto![key]!.data, data, key);
      for (const [i, value] of data.entries())
        assert.ok(Math.abs(two![key]!.data[i]! - value) <= 1e-6, `${key}: ${two![key]!.data[i]} for ${value}`);
    }
  });

  it('that are no number are an error of the nodes that use it', async () => {
    const running = await deploy(flow({ train: { engine: 'onnx', threads: 'many' } }));
    await running.until('train', /threads/);
  });
});
