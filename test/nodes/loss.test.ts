import assert from 'node:assert/strict';
import type { Message } from '../../nodes/shared/message';
import type { Model } from '../../src';
import { catcher, deploy, end, node } from './flow';

const rows = Array.from({ length: 60 }, (_, i) => ({ a: i % 10, visits: (i * 7) % 5, kind: i % 3 ? 'p' : 'q' }));

/** Trains with the properties of a train node as a flow file has them. */
async function trained(train: object, target = 'visits'): Promise<Model> {
  const flow = await deploy([
    { id: 'tab', type: 'tab' },
    catcher(),
    node('data', 'nn-dataset', ['in'], { target }),
    node('in', 'nn-input', ['out']),
    node('out', 'nn-output', ['train']),
    { ...node('train', 'nn-train', [], { epochs: 1, ...train }), wires: [['end'], []] },
    end(),
  ]);
  try {
    return ((await flow.ask('data', { payload: rows })) as Message & { payload: Model }).payload;
  } finally {
    await flow.stop();
  }
}

const lossesOf = ({ body }: Model) => body.network.outputs.map(({ loss }) => loss);

describe('the loss of nn-train', () => {
  const lastOf = ({ body }: Model) => body.network.layers.at(-1)!.args;

  it('has the arguments of the form; a flow of 0.1.0 has none, and what was', async () => {
    assert.deepEqual(lossesOf(await trained({ loss: 'Huber', delta: '2' })), ['Huber(delta=2)']);
    assert.deepEqual(lossesOf(await trained({ loss: ' Huber ', delta: '2' })), ['Huber(delta=2)']);
    assert.deepEqual(lossesOf(await trained({ loss: 'Huber' })), ['Huber']);
    assert.deepEqual(lossesOf(await trained({ loss: 'auto', delta: 2 })), ['MeanSquaredError']);
    await assert.rejects(trained({ loss: 'Huber', delta: 'two' }), /^Error: train: delta must be a number/);
  });

  it('decides how an output node ends: exponential for counts, two units for smoothed classes', async () => {
    const counts = await trained({ loss: 'Poisson' });
    assert.deepEqual(
      [lastOf(counts).activation, counts.body.pipeline!.targets[0]!.transform],
      ['exponential', { kind: 'identity' }],
    );
    const smooth = await trained({ loss: 'CategoricalCrossentropy', labelSmoothing: 0.1 }, 'kind');
    assert.deepEqual(
      [lastOf(smooth).units, lastOf(smooth).activation, lossesOf(smooth)],
      [2, 'softmax', ['CategoricalCrossentropy(labelSmoothing=0.1)']],
    );
  });
});
