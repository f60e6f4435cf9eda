import assert from 'node:assert/strict';
import { Network } from '../../src';
import { deploy, end, eventually, type FlowNode, node, tab } from './flow';

const records = Array.from({ length: 40 }, (_, i) => ({ a: i, b: i % 7, y: i * 2 }));
/** input → two branches → merge → end */
const fork = (merge: Partial<FlowNode> = {}, ...more: FlowNode[]): FlowNode[] => [
  ...tab(),
  node('data', 'nn-dataset', ['in'], { target: 'y' }),
  node('in', 'nn-input', ['low', 'high']),
  node('low', 'nn-dense', ['merge'], { units: 3, y: 300 }),
  node('high', 'nn-dense', ['merge'], { units: 5, y: 200 }),
  node('merge', 'nn-merge', ['end'], { layer: 'Concatenate', ...merge }),
  end(),
  ...more,
];
const specOf = (network: unknown) => Network.expect(network, 'network').spec;
/** labels of the layers that the merge joins, in order */
function joined(network: unknown): string[] {
  const { calls } = specOf(network);
  const inputs = calls.find(c => c.layer === 'merge')!.inputs;
  return inputs.map(input => calls.find(c => c.id === input)!.layer);
}

describe('nn-merge', () => {
  it('joins the branches of one message, top to bottom', async () => {
    const flow = await deploy(fork());
    const message = await flow.ask('data', { payload: records, topic: 'kept' });
    assert.deepEqual(joined(message.network), ['high', 'low']);
    assert.equal(flow.status('merge'), '8 outputs');
    assert.equal(message.topic, 'kept');
  });

  it('lets one branch look at another: an attention layer takes query, value and key in order', async () => {
    const attention = { layer: 'MultiHeadAttention', numHeads: '2', keyDim: '3', useCausalMask: true };
    const flow = await deploy(fork(attention).map(part => (part.id === 'in' ? { ...part, shape: '2, 1' } : part)));
    const { network } = await flow.ask('data', { payload: records });
    assert.deepEqual(joined(network), ['high', 'low']);
    // 5·6+6 for the queries, 3·6+6 for keys and for values, 6·5+5 for the output
    assert.equal(flow.status('merge'), '2×5 · 119 weights');
    const { args } = specOf(network).layers.find(layer => layer.id === 'merge')!;
    assert.deepEqual([args.numHeads, args.keyDim, args.useCausalMask, args.valueDim], [2, 3, true, null]);
  });

  it('joins in the order that is set', async () => {
    const flow = await deploy(fork({ order: 'low, high' }));
    assert.deepEqual(joined((await flow.ask('data', { payload: records })).network), ['low', 'high']);
  });

  it('keeps two messages at once apart, and is the same again and again', async () => {
    const flow = await deploy(fork());
    const messages = flow.all();
    for (let i = 0; i < 20; i++) flow.send('data', { payload: records.slice(0, 20 + i), round: i });
    await eventually('all came', () => messages.length === 20);
    const specs = messages.map(m => JSON.stringify({ ...specOf(m.network) }));
    assert.equal(new Set(specs).size, 1);
    assert.deepEqual(
      messages.map(m => m.round).sort((a, b) => Number(a) - Number(b)),
      [...Array(20).keys()],
    );
  });

  it('shares a layer that two branches pass', async () => {
    const flow = await deploy([
      ...tab(),
      node('data', 'nn-dataset', ['i', 'j'], { target: 'y' }),
      node('i', 'nn-input', ['shared'], { columns: 'a' }),
      node('j', 'nn-input', ['shared'], { columns: ['b'], y: 200 }),
      node('shared', 'nn-dense', ['merge'], { units: 4 }),
      node('merge', 'nn-merge', ['end'], { layer: 'Add' }),
      end(),
    ]);
    const { layers, calls } = specOf((await flow.ask('data', { payload: records })).network);
    assert.deepEqual(layers.map(l => l.id).sort(), ['i', 'j', 'merge', 'shared']);
    assert.equal(calls.filter(c => c.layer === 'shared').length, 2);
  });

  const far = (order: string[] = []): FlowNode[] => [
    ...fork({ order }).filter(n => n.id !== 'low'),
    { id: 'S', type: 'subflow', in: [{ wires: [{ id: 'inner' }] }], out: [{ wires: [{ id: 'inner', port: 0 }] }] },
    node('inner', 'nn-dense', [], { z: 'S', units: 2 }),
    node('low', 'subflow:S', ['j'], { y: 300 }),
    node('j', 'junction', ['o']),
    node('o', 'link out', [], { links: ['i'], mode: 'link' }),
    node('i', 'link in', ['merge'], { links: ['o'], y: 250 }),
  ];
  it('joins what goes through links, junctions and a subflow, in order of the wires that end at it', async () => {
    const flow = await deploy(far());
    assert.deepEqual(joined((await flow.ask('data', { payload: records })).network), ['high', 'low-inner']);
    await flow.redeploy(far(['i', 'high']));
    assert.deepEqual(joined((await flow.ask('data', { payload: records })).network), ['low-inner', 'high']);
  });

  it('says which branch is missing', async () => {
    const flow = await deploy(
      fork({ timeout: 0.05 }, node('one', 'switch', ['low'], { property: 'payload', rules: [], outputs: 1 })),
    );
    flow.node('low').removeAllListeners('input');
    const error = await flow.fails('data', { payload: records });
    assert.equal(error.node, 'merge');
    assert.equal(error.message, 'merge: the branch from low did not arrive in time; 1 of 2 branches came');
  });

  it('lets the oldest message go where Node-RED allows no more to wait', async () => {
    const flow = await deploy(fork({ timeout: 60 }), { nodeMessageBufferMaxLength: 2 });
    flow.node('low').removeAllListeners('input');
    const caught = flow.all('caught-tab');
    for (let i = 0; i < 3; i++) flow.send('data', { payload: records });
    await eventually('an error', () => caught.length > 0);
    assert.equal(caught.length, 1);
  });

  it('is done with what it holds when it closes', async () => {
    const complete: FlowNode = {
      id: 'complete',
      type: 'complete',
      z: 'tab',
      x: 1,
      y: 1,
      scope: ['merge'],
      wires: [['completed']],
    };
    const flow = await deploy(fork({}, complete, { ...end('completed') }));
    flow.node('low').removeAllListeners('input');
    flow.send('data', { payload: records });
    await flow.until('high', '5 outputs · 15 weights');
    await new Promise(resolve => setTimeout(resolve, 20));
    const completed = flow.all('completed');
    await (flow.node('merge') as unknown as { close(removed: boolean): Promise<void> }).close(false);
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(completed.length, 1);
  });

  it('refuses unequal shapes, and a message without a network', async () => {
    const flow = await deploy(fork({ layer: 'Add' }));
    const error = await flow.fails('data', { payload: records });
    assert.equal(error.node, 'merge');
    assert.match(error.message, /^merge: add: expects inputs of equal shapes, or of 1 where they differ, received/);
    assert.match((await flow.fails('merge', { payload: 1 })).message, /no network on the message/);
  });
});
