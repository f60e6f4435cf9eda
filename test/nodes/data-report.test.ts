import assert from 'node:assert/strict';
import threads from 'node:worker_threads';
import helper from 'node-red-node-test-helper';
import { DataReport, Dataset } from '../../src';
import { catcher, deploy, end, type FlowNode, node } from './flow';

const rows = Array.from({ length: 120 }, (_, i) => ({
  a: (i * 37) % 101,
  b: i % 3 ? '<b>x</b>' : 'z',
  same: i % 2 ? 'on' : 'off',
  y: i % 2 ? 'yes' : 'no',
}));
const flowOf = (more: Partial<FlowNode>): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', [[], ['end']], { target: 'y', ...more }),
  end(),
];

describe('the second output of nn-dataset', () => {
  it('is a report, a page, or pictures', async () => {
    const flow = await deploy(flowOf({ report: 'report' }));
    const { payload, topic } = await flow.ask('data', { payload: rows, topic: 'kept' });
    const report = DataReport.expect(payload, 'payload');
    assert.equal(topic, 'kept');
    assert.deepEqual(report.warnings.map(({ kind }) => kind)[0], 'leak');
    assert.equal(report.rows, 120);

    await flow.redeploy(flowOf({ report: 'page', language: 'zh-CN' }));
    const page = (await flow.ask('data', { payload: rows })).payload as string;
    assert.match(page, /<html lang="zh-CN">/);
    assert.match(page, /目标 y/);
    assert.doesNotMatch(page, /<b>x<\/b>/);

    await flow.redeploy(flowOf({ report: 'svg' }));
    const pictures = (await flow.ask('data', { payload: rows })).payload as { name: string; svg: string }[];
    assert.ok(
      pictures.some(({ name }) => name === 'information') && pictures.every(({ svg }) => svg.startsWith('<svg')),
    );

    await flow.redeploy(flowOf({ report: 'echarts' }));
    const options = (await flow.ask('data', { payload: rows })).payload as { option: object }[];
    assert.deepEqual(JSON.parse(JSON.stringify(options)), options);
    await flow.stop();
  });

  it('that fails is no second end of a message whose dataset has gone on', async () => {
    const { Worker } = threads;
    const flow = await deploy([
      { id: 'tab', type: 'tab' },
      catcher(),
      node('data', 'nn-dataset', [['end'], []], { target: 'y', report: 'report' }),
      end(),
    ]);
    threads.Worker = class extends Worker {
      constructor(file: string | URL, options?: threads.WorkerOptions) {
        if (String(file).includes('data-report')) throw new Error('there are no more threads');
        super(file, options);
      }
    };
    try {
      let caught = 0;
      helper.getNode('caught-tab').on('input', () => void caught++);
      assert.ok(Dataset.is((await flow.ask('data', { payload: rows })).payload));
      await flow.until('data', /no more threads/);
      assert.equal(caught, 0);
    } finally {
      threads.Worker = Worker;
      await flow.stop();
    }
  });

  it('comes beside the dataset, and not at all if nobody asked', async () => {
    const both = [
      { id: 'tab', type: 'tab' },
      catcher(),
      node('data', 'nn-dataset', [['end'], []], { target: 'y', report: 'report' }),
      end(),
    ];
    const flow = await deploy(both);
    assert.ok(Dataset.is((await flow.ask('data', { payload: rows })).payload));
    await flow.redeploy([
      { id: 'tab', type: 'tab' },
      catcher(),
      node('data', 'nn-dataset', ['end'], { target: 'y' }),
      end(),
    ]);
    assert.ok(Dataset.is((await flow.ask('data', { payload: rows })).payload));
    await flow.stop();
  });
});
