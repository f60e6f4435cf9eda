import assert from 'node:assert/strict';
import { figure, worthStatus } from '../../nodes/shared/worth';
import type { Model, Report, Worth } from '../../src';
import { catcher, deploy, end, type FlowNode } from './flow';

const flow = (dataset: Partial<FlowNode>, train: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  ...[
    { id: 'data', type: 'nn-dataset', wires: [['in']], target: 'y', seed: 1, ...dataset },
    { id: 'in', type: 'nn-input', wires: [['dense']] },
    { id: 'dense', type: 'nn-dense', wires: [['out']], units: 8, activation: 'relu' },
    { id: 'out', type: 'nn-output', wires: [['adam']] },
    { id: 'adam', type: 'nn-optimizer', wires: [['train']], algorithm: 'Adam', learningRate: 0.02 },
    { id: 'train', type: 'nn-train', wires: [['trained', 'judge'], []], epochs: 40, seed: 1, ...train },
    { id: 'judge', type: 'nn-evaluate', wires: [['end']] },
  ].map(node => ({ z: 'tab', x: 0, y: 0, ...node })),
  end(),
  end('trained'),
];
const rows = (n: number, y: (i: number) => unknown) =>
  Array.from({ length: n }, (_, i) => ({ a: (i * 37) % 101, b: (i * 53) % 97, y: y(i) }));

/** The statuses of the two nodes for a model that was trained on these rows. */
async function said(payload: unknown[], dataset: Partial<FlowNode> = {}, train: Partial<FlowNode> = {}) {
  const running = await deploy(flow(dataset, train));
  const trained = running.next('trained');
  const report = (await running.ask('data', { payload })).payload as Report;
  const { card } = (await trained).payload as Model;
  // a status may be up to a second late
  const [done, judged] = [await running.until('train', /^done/), await running.until('judge', /·/)];
  return {
    report,
    worth: card.worth,
    train: [running.fill('train'), done],
    judge: [running.fill('judge'), judged],
  };
}

describe('the status of a model that was trained, or judged', function () {
  this.timeout(60_000);

  it('is green where it is better than guessing, and says on how many rows', async () => {
    const { train, judge, report, worth } = await said(
      rows(300, i => ((i * 37) % 101 > (i * 53) % 97 ? 'more' : 'less')),
    );
    assert.equal(report.verdict, 'better');
    assert.match(train.join(' '), /^green done · accuracy [01]\.\d{3} · better than guessing · 60 rows$/);
    assert.match(judge.join(' '), /^green accuracy [01]\.\d{3} · better than guessing · 60 test rows$/);
    assert.deepEqual([worth!.split, worth!.rows, worth!.metric, worth!.target], ['validation', 60, 'accuracy', 'y']);
    assert.ok(worth!.baseline < 0.7 && worth!.value > 0.8);
  });

  it('is yellow or red for what learned nothing, whatever its accuracy looks like', async () => {
    // nothing about y is in a and b; four in five are "no"
    const noise = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4];
    const { train, judge, report } = await said(
      rows(300, i => (noise[(i * i + 7 * i) % 20]! > 8 ? 'yes' : 'no')),
      {},
      { epochs: 300 },
    );
    assert.notEqual(report.verdict, 'better');
    for (const [fill, text] of [train, judge]) {
      assert.match(fill!, /yellow|red/);
      assert.match(
        text!,
        /accuracy [\d.]+ · (as good as|(perhaps )?worse than|perhaps better than) guessing · 60 (test )?rows$/,
      );
    }
  });

  it('never claims much on one row', async () => {
    const { judge, report } = await said(
      rows(40, i => ((i * 37) % 101 > (i * 53) % 97 ? 'more' : 'less')).map((row, i) => ({
        ...row,
        part: i < 30 ? 'train' : i < 39 ? 'validation' : 'test',
      })),
      { splitBy: 'column', splitColumn: 'part' },
    );
    assert.equal(report.rows, 1);
    assert.match(
      judge.join(' '),
      /^yellow accuracy [01](\.000)? · (perhaps (better|worse) than|as good as) guessing · 1 test row$/,
    );
  });

  it('of numbers says R², and worse than the mean is red', async () => {
    const { train, report } = await said(rows(200, i => ((i * 37) % 101) - ((i * 53) % 97)));
    assert.equal(report.verdict, 'better');
    assert.match(train.join(' '), /^green done · R² 0\.\d{3} · better than guessing · 40 rows$/);
  });

  it('without validation rows says that it knows only those it learned from', async () => {
    const { train, worth } = await said(
      rows(100, i => (i % 2 ? 'x' : 'y')),
      { validation: 0 },
    );
    assert.equal(worth, undefined);
    assert.match(train.join(' '), /^yellow done · accuracy [\d.]+ · training rows only$/);
  });

  it('looks and reads as its verdict says', () => {
    const worth: Worth = {
      ...{ target: 'y', split: 'test', rows: 1234, metric: 'accuracy', value: 0.4, baseline: 0.425 },
      verdict: 'worse',
    };
    assert.deepEqual(worthStatus(worth), {
      fill: 'red',
      shape: 'dot',
      text: 'accuracy 0.400 · worse than guessing · 1,234 test rows',
    });
    const text = (change: Partial<Worth>) => worthStatus({ ...worth, verdict: 'same', ...change }).text;
    // 0 of 8 where the guess has 3 of 8: McNemar finds that chance may look so.
    const below = { value: 0, baseline: 0.375, rows: 8 };
    assert.equal(text(below), 'accuracy 0 · perhaps worse than guessing · 8 test rows');
    assert.equal(text({ value: 0.425, rows: 1 }), 'accuracy 0.425 · as good as guessing · 1 test row');
    assert.equal(text({ ...below, split: 'train' }), 'accuracy 0 · perhaps worse than guessing · 8 training rows');
    assert.equal(text({ ...below, split: 'payload' }), 'accuracy 0 · perhaps worse than guessing · 8 rows');
    assert.match(text({ metric: 'rmse', value: 2, baseline: 1 })!, /perhaps worse/);
    assert.match(text({ metric: 'r2', value: -0.1, baseline: 0 })!, /perhaps worse/);
    assert.deepEqual([0, 0.9251, 1, 12.345, -0.5, 1.5e-7, -4e31].map(figure), [
      '0',
      '0.925',
      '1.000',
      '12.35',
      '-0.500',
      '1.5e-7',
      '-4.0e+31',
    ]);
  });
});
