import assert from 'node:assert/strict';
import type { Model } from '../../src';
import { catcher, deploy, end, eventually, type FlowNode, node, type Running } from './flow';

const records = Array.from({ length: 120 }, (_, i) => {
  const [a, b] = [(i * 37) % 101, (i * 53) % 97];
  return { a, b, kind: a > b ? 'more' : 'less' };
});
type Changes = Readonly<Record<string, Partial<FlowNode>>>;
/** From data to answers, as a newcomer wires it: no store anywhere. */
const flowWith = (changes: Changes = {}, ...more: FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  { id: 'our engine', type: 'nn-engine', engine: 'wasm' },
  ...[
    node('data', 'nn-dataset', ['in'], { target: 'kind', seed: 1 }),
    node('in', 'nn-input', ['dense']),
    node('dense', 'nn-dense', ['out'], { units: 8, activation: 'relu' }),
    node('out', 'nn-output', ['train']),
    node('train', 'nn-train', [['predict', 'evaluate'], []], { epochs: 3, seed: 1 }),
    node('predict', 'nn-predict', ['answer'], { output: 'label' }),
    node('evaluate', 'nn-evaluate', ['end']),
  ].map(n => ({ ...n, ...changes[n.id] })),
  end(),
  end('answer'),
  ...more,
];
const moved: Changes = { predict: { x: 7 }, train: { y: 3 }, dense: { x: 9 } };
const row = { a: 90, b: 5 };

async function trained(): Promise<Running> {
  const flow = await deploy(flowWith());
  await flow.ask('data', { payload: records });
  await flow.until('predict', /^model/);
  return flow;
}

describe('after a full deploy', function () {
  this.timeout(60_000);

  it('predict answers with the model that came by message; train and evaluate say what they said', async () => {
    const flow = await trained();
    const said = ['train', 'evaluate', 'data'].map(id => flow.status(id));
    assert.match(said[0]!, /^done/);
    assert.ok(said.every(text => text !== ''));
    const answer = (await flow.ask('predict', { payload: row }, 'answer')).payload;
    for (const next of [flowWith(moved, node('debug', 'junction', [])), flowWith()]) {
      await flow.redeploy(next);
      await flow.until('train', said[0]!);
      assert.deepEqual(
        ['train', 'evaluate', 'data'].map(id => flow.status(id)),
        said,
      );
      assert.match(flow.status('predict'), /^model/);
      assert.equal((await flow.ask('predict', { payload: row }, 'answer')).payload, answer);
    }
  });

  it('predict opens it anew for another engine, and answers as its settings say', async () => {
    const flow = await trained();
    const answer = (await flow.ask('predict', { payload: row }, 'answer')).payload;
    await flow.redeploy(flowWith({ predict: { engine: 'our engine', output: 'scores' } }));
    const { label } = (await flow.ask('predict', { payload: row }, 'answer')).payload as { label: string };
    assert.equal(label, answer);
    assert.match(flow.status('predict'), /^model/);
  });

  it('nothing old is said where what led to it was changed', async () => {
    const flow = await trained();
    await flow.redeploy(flowWith({ dense: { units: 4, activation: 'relu' } }));
    await eventually('the dense node is described', () => flow.status('dense') !== '');
    assert.deepEqual([flow.status('train'), flow.status('evaluate')], ['', '']);
    assert.notEqual(flow.status('data'), '', 'the data are the same');
  });

  for (const [title, changes] of [
    ['was named another model', { predict: { model: 'other' } }],
    ['was disabled', { predict: { d: true } }],
  ] as const)
    it(`predict has forgotten it once it ${title}`, async () => {
      const flow = await trained();
      await flow.redeploy(flowWith(changes));
      await flow.redeploy(flowWith());
      assert.match((await flow.fails('predict', { payload: row })).message, /there is no model yet/);
    });

  it('a model that arrives just before the deploy answers after it', async () => {
    const flow = await trained();
    const model = new Promise<Model>(resolve =>
      flow.node('evaluate').once('input', m => resolve((m as { payload: Model }).payload)),
    );
    await flow.ask('data', { payload: records });
    const arrived = await model;
    await flow.redeploy(flowWith({ predict: { d: true } }));
    await flow.redeploy(flowWith());
    flow.send('predict', { payload: arrived });
    await flow.redeploy(flowWith(moved));
    await flow.until('predict', /^model/);
    assert.ok(['more', 'less'].includes((await flow.ask('predict', { payload: row }, 'answer')).payload as string));
  });
});
