import assert from 'node:assert/strict';
import { Dataset, type Report } from '../../src';
import { catcher, deploy, end, type FlowNode, node } from './flow';

const records = Array.from({ length: 400 }, (_, i) => {
  const [a, b] = [(i * 37) % 101, (i * 53) % 97];
  return { a, b, kind: a > b ? 'more' : 'less' };
});

/** A flow that trains a model of this name and compares it with another one. */
const compared = (name: string, epochs: number, against: string, alias = ''): FlowNode[] => {
  const id = (of: string) => `${name}-${of}`;
  return [
    node(id('data'), 'nn-dataset', [id('in')], { target: 'kind', seed: 1, test: 0.4 }),
    node(id('in'), 'nn-input', [id('dense')]),
    node(id('dense'), 'nn-dense', [id('out')], { units: 16, activation: 'relu' }),
    node(id('out'), 'nn-output', [id('train')]),
    node(id('train'), 'nn-train', [[id('keep')], []], { name, epochs, seed: 1, version: 2, earlyStopping: false }),
    node(id('keep'), 'change', [id('judge')], { rules: [{ t: 'set', p: 'model', to: 'payload', tot: 'msg' }] }),
    node(id('judge'), 'nn-evaluate', [alias === '' ? id('end') : id('promote')], { against }),
    node(id('promote'), 'nn-model', [id('end')], { action: 'promote', alias, version: 1 }),
    end(id('end')),
  ];
};
const flow = (strong: string) => [
  { id: 'tab', type: 'tab' },
  catcher(),
  ...compared('weak', 1, 'weak@champion', 'champion'),
  ...compared('strong', 40, strong),
  ...['weak', 'strong'].flatMap(name => [
    node(`${name}-predict`, 'nn-predict', [`${name}-labels`], { output: 'label', model: name }),
    end(`${name}-labels`),
  ]),
];

describe('evaluate: compared with another model', function () {
  this.timeout(120_000);

  it('by McNemar’s exact test on the same rows; there may be none yet', async () => {
    const running = await deploy(flow('weak@champion'));
    await running.ask('weak-data', { payload: records }, 'weak-end');
    await running.until('weak-judge', /^no weak@champion yet · accuracy/);
    const { payload, dataset } = await running.ask('strong-data', { payload: records }, 'strong-end');
    const { against } = payload as Report;
    assert.equal(against!.verdict, 'better');
    assert.equal(against!.version, 1);
    await running.until('strong-judge', /^better than weak@champion · accuracy/);

    const rows = [...Dataset.expect(dataset, 'dataset').indices('test')].map(row => records[row]!);
    const labels = async (name: string) =>
      (await running.ask(`${name}-predict`, { payload: rows }, `${name}-labels`)).payload as string[];
    const [strong, weak] = [await labels('strong'), await labels('weak')];
    const right = (given: string[]) => given.map((label, i) => label === rows[i]!.kind);
    const [ours, theirs] = [right(strong), right(weak)];
    const wins = ours.filter((own, i) => own && !theirs[i]).length;
    const losses = ours.filter((own, i) => !own && theirs[i]).length;
    assert.equal(against!.metrics!.accuracy, theirs.filter(Boolean).length / rows.length);
    assert.ok(Math.abs(against!.chance! - mcnemar(wins, losses)) < 1e-12, `${against!.chance}`);
  });

  it('a version that is missing is an error', async () => {
    const running = await deploy(flow('weak:7'));
    running.send('strong-data', { payload: records });
    await running.until('strong-judge', /there is no model "weak"/);
  });
});

/** Two-sided, with whole numbers: twice the share of the tail, at most 1. Source: scipy.stats.binomtest(wins, n, 0.5). */
function mcnemar(wins: number, losses: number): number {
  const n = wins + losses;
  let choose = 1n;
  let tail = 1n;
  for (let k = 1; k <= Math.min(wins, losses); k++) {
    choose = (choose * BigInt(n - k + 1)) / BigInt(k);
    tail += choose;
  }
  const scale = 10n ** 30n;
  return Math.min(1, Number((2n * tail * scale) / 2n ** BigInt(n)) / 1e30);
}
