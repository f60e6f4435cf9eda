import assert from 'node:assert/strict';
import { browser, widgets } from './dashboard';
import { deploy, end, eventually, type FlowNode, node, stopAll } from './flow';

const records = Array.from({ length: 200 }, (_, i) => ({ size: i % 50, kind: i % 50 < 25 ? 'small' : 'large' }));
const flow = (monitor: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  { id: 'group', type: 'ui-group' },
  node('data', 'nn-dataset', ['net'], { target: 'kind', seed: 1 }),
  node('net', 'nn-network', ['train'], { recipe: 'table' }),
  node('train', 'nn-train', ['model'], { name: 'kinds', epochs: 50_000, earlyStopping: false, members: 1, seed: 1 }),
  end('model'),
  node('monitor', 'ui-nn-training', ['end'], { group: 'group', ...monitor }),
  end(),
];
interface Details {
  readonly run: { run: string; model: string; state: string; epoch: number } & Record<string, unknown>;
  readonly curves: { epochs: number[]; metrics: Record<string, number[]> };
  readonly after: number;
}
const newest = async (run: string | null = null, after = 0) =>
  (await browser.ask('monitor', 'newest', { run, after })) as Details | null;

describe('the training monitor of a dashboard', function () {
  this.timeout(120_000);
  afterEach(stopAll);

  it('shows a training from its start, only what is new, and stops it', async () => {
    const running = await deploy(flow());
    assert.equal(await newest(), null);
    const started = running.next();
    await browser.ask('monitor', 'start');
    assert.equal((await started).topic, 'start');
    browser.news.splice(0);
    running.send('data', { payload: records });
    await running.until('train', /epoch [3-9]|epoch \d\d/);
    await eventually('news for the page', () => browser.news.some(({ runs }) => runs === true));
    const first = (await newest())!;
    assert.equal(first.run.state, 'running');
    assert.ok(first.curves.epochs.length > 0 && first.curves.metrics.val_loss!.length === first.curves.epochs.length);
    for (const secret of ['settings', 'data', 'origin', 'versions']) assert.ok(!(secret in first.run), secret);
    const last = first.curves.epochs.at(-1)!;
    const more = (await newest(first.run.run, last))!;
    assert.ok(more.after === last && more.curves.epochs.every(epoch => epoch > last));
    await assert.rejects(browser.ask('monitor', 'start'), /a training goes on: stop it first/);
    const model = running.next('model');
    await browser.ask('monitor', 'stop', { run: first.run.run });
    await model;
    assert.equal((await newest())!.run.state, 'stopped');
    await assert.rejects(browser.ask('monitor', 'stop', { run: first.run.run }), /the run is over/);
  });

  it('does not say why a training failed, because that may name values of the data', async () => {
    const wild = node('wild', 'nn-optimizer', ['train'], { algorithm: 'SGD', learningRate: 1e30 });
    const nodes = flow().map(one => (one.id === 'net' ? { ...one, wires: [['wild']] } : one));
    const running = await deploy([...nodes, wild]);
    running.send('data', { payload: records.map(({ size }) => ({ size, kind: size * 1.7 })) });
    await running.until('train', /NaN|diverge|learning rate/i);
    await eventually('the page knows', () => browser.news.length > 0);
    const failed = (await newest())!.run;
    assert.equal(failed.state, 'failed');
    assert.equal(failed.problem, 'the training failed: its node, and the sidebar of the editor, say why');
  });

  it('may only look where its node says so, and shows its own model only', async () => {
    const running = await deploy(flow({ control: false, model: 'others' }));
    assert.deepEqual([widgets.get('monitor')!.control, widgets.get('monitor')!.start], [false, false]);
    running.send('data', { payload: records });
    await running.until('train', /epoch/);
    assert.equal(await newest(), null);
    for (const [what, data] of [
      ['start', null],
      ['cancel', { run: '00000000-0000-4000-8000-000000000000' }],
    ] as const)
      await assert.rejects(browser.ask('monitor', what, data), /may only look/);
  });
});
