import assert from 'node:assert/strict';
import { browser } from './dashboard';
import { deploy, end, type FlowNode, node, stopAll } from './flow';

const records = Array.from({ length: 200 }, (_, i) => ({
  amount: (i * 37) % 200,
  country: ['DE', 'FR', 'AT', 'DE'][i % 4],
  returned: (i * 37) % 200 > 100 ? 'yes' : 'no',
}));
const flow: FlowNode[] = [
  { id: 'tab', type: 'tab' },
  { id: 'group', type: 'ui-group' },
  node('data', 'nn-dataset', ['net'], { target: 'returned', seed: 1 }),
  node('net', 'nn-network', ['train'], { recipe: 'table' }),
  node('train', 'nn-train', ['predict', 'health'], { name: 'orders', epochs: 30, members: 1, seed: 1 }),
  node('predict', 'nn-predict', ['health'], { confidence: 0.9, result: 'answer' }),
  node('health', 'ui-nn-health', ['end'], { group: 'group', answer: 'answer', record: 'payload' }),
  end(),
];
interface Summary {
  readonly title: string | null;
  readonly all: { asked: number; rated: number };
  readonly records: number;
  readonly hint: string | null;
  readonly drifts: { column: string; drifted: boolean; since: number | null }[];
  readonly warnings: string[];
  readonly buckets: { tally: { asked: number } }[];
}
const summary = (language = 'en-US') => browser.ask('health', 'summary', { level: null }, language) as Promise<Summary>;

describe('the health widget of a dashboard', function () {
  this.timeout(120_000);
  afterEach(stopAll);

  it('counts answers, finds what drifts and says so to the flow, and goes on after a restart', async () => {
    const running = await deploy(flow);
    running.send('data', { payload: records });
    await running.until('predict', 'orders v1');
    const asked = records.map(({ amount, country }) => ({ amount: amount + 150, country }));
    const told = running.next();
    running.send('predict', { payload: asked });
    const warning = await told;
    assert.match(
      String(warning.payload),
      /^"amount" has drifted: its median was \d+(\.\d+)? in training, and is 2\d\d(\.\d+)? in the last 200 records$/,
    );
    assert.equal(warning.topic, 'amount');
    const found = await summary();
    assert.deepEqual(
      [found.title, found.all.asked, found.all.rated, found.records, found.hint],
      ['orders v1', 200, 200, 200, null],
    );
    assert.deepEqual(
      found.drifts.map(({ column, drifted }) => [column, drifted]),
      [
        ['amount', true],
        ['country', false],
      ],
    );
    assert.match((await summary('zh-CN')).warnings[0]!, /已漂移：训练时中位数为/);
    await running.until('health', '200 answers · 1 drifted');
    await running.restart(flow);
    const after = await summary();
    assert.deepEqual([after.title, after.all.asked, after.records], ['orders v1', 200, 200]);
    assert.equal(after.drifts[0]!.since, found.drifts[0]!.since);
  });

  it('says why columns are not compared, and refuses what is no answer', async () => {
    const running = await deploy(flow);
    running.send('health', { answer: { target: 'returned', label: 'yes' } });
    await running.until('health', '1 answer');
    assert.match((await summary()).hint!, /^columns are not compared: there is no model yet/);
    running.send('health', { answer: { hello: 1 } });
    await running.until('health', /no answer of a predict node/);
    assert.equal((await summary()).all.asked, 1);
  });
});
