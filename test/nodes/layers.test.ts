import assert from 'node:assert/strict';
import { Dataset, Network } from '../../src';
import { deploy, end, tab } from './flow';

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ a: i, b: -i, kind: ['x', 'y', 'z'][i % 3] }));
const layers = (...more: { type: string; [p: string]: unknown }[]) =>
  tab({ id: 'data', type: 'nn-dataset', target: 'kind', seed: 1 }, { id: 'in', type: 'nn-input' }, ...more, end());

describe('layer nodes', () => {
  it('append to the network of the message and show shape and parameters', async () => {
    const flow = await deploy(
      layers({ id: 'dense', type: 'nn-dense', units: '8', activation: 'relu' }, { id: 'out', type: 'nn-output' }),
    );
    const message = await flow.ask('data', { payload: rows(30), topic: 'kept' });
    assert.ok(Dataset.is(message.payload));
    assert.ok(Network.is(message.network));
    assert.equal(message.topic, 'kept');
    assert.equal(flow.status('in'), '2 · 0');
    assert.equal(flow.status('dense'), '8 · 24');
    assert.equal(flow.status('out'), '3 · 27');
  });
});
