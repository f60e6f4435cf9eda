import assert from 'node:assert/strict';
import { browser, widgets } from './dashboard';
import { deploy, end, type FlowNode, node, stopAll } from './flow';

const records = Array.from({ length: 200 }, (_, i) => ({
  size: i % 50,
  color: i % 3 === 0 ? 'red' : 'green',
  kind: i % 50 < 25 ? 'small' : 'large',
}));
const flow = (form: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  { id: 'group', type: 'ui-group' },
  node('data', 'nn-dataset', ['net'], { target: 'kind', seed: 1 }),
  node('net', 'nn-network', ['train'], { recipe: 'table' }),
  node('train', 'nn-train', ['form'], { name: 'kinds', epochs: 5, members: 1, seed: 1, engine: '' }),
  node('form', 'ui-nn-form', ['end'], { group: 'group', reasons: 2, ...form }),
  end(),
];
const small = { size: 3, color: 'red' };

describe('the prediction form of a dashboard', function () {
  this.timeout(120_000);
  afterEach(stopAll);

  it('has the columns of the model, answers, and sends on what is answered', async () => {
    const running = await deploy(flow());
    await running.until('form', /no model yet/);
    await assert.rejects(browser.ask('form', 'form'), /there is no model yet/);
    await assert.rejects(browser.ask('form', 'form', null, 'zh-CN'), /\p{Script=Han}/u);
    running.send('data', { payload: records });
    await running.until('form', 'kinds v1');
    assert.deepEqual(browser.news.at(-1), { model: 'kinds v1' });
    const form = (await browser.ask('form', 'form')) as {
      title: string;
      fields: { name: string; options?: string[] }[];
    };
    assert.deepEqual(
      form.fields.map(({ name, options }) => [name, options]),
      [
        ['size', undefined],
        ['color', ['green', 'red']],
      ],
    );
    const { answer } = (await browser.ask('form', 'answer', { record: small })) as {
      answer: { label: string; sure: boolean; reasons: unknown[] };
    };
    assert.ok(answer.label === 'small' && typeof answer.sure === 'boolean' && answer.reasons.length === 2);
    const sent = running.next();
    await browser.ask('form', 'send', { record: small });
    const { payload, record, topic, _client } = await sent;
    assert.equal((payload as { label: string }).label, 'small');
    assert.deepEqual([record, topic, _client], [small, 'kinds v1', { socketId: 'browser' }]);
  });

  it('asks for chosen columns only, knows its model after a restart, and shows the page nothing of its settings', async () => {
    const running = await deploy(flow());
    running.send('data', { payload: records });
    await running.until('form', 'kinds v1');
    await running.restart(flow({ columns: ['size'] }));
    const { fields, hidden } = (await browser.ask('form', 'form')) as { fields: { name: string }[]; hidden: object };
    assert.deepEqual([fields.map(({ name }) => name), hidden], [['size'], { color: 'green' }]);
    const { hooks, src, ...props } = widgets.get('form')!;
    assert.deepEqual(Object.keys(props).sort(), [
      ...['className', 'confidence', 'group', 'height', 'language', 'name', 'order', 'type', 'width', 'z'],
    ]);
    assert.match(JSON.stringify(src), /"@tensorwire\/node-red".*"NnForm"/);
  });

  it('refuses what is no question of its widget, and works without Dashboard', async () => {
    await deploy(flow());
    await assert.rejects(browser.ask('form', 'answer', { record: { a: {} } }), /not understood/);
    await assert.rejects(browser.ask('form', 'constructor'), /not understood/);
    await stopAll();
    const without = await deploy(flow({ group: '' }));
    await without.until('form', /choose a group/);
  });
});
