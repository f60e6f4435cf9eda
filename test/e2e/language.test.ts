import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeRed, RELEASES, ROOT } from './harness';

const flow = JSON.parse(readFileSync(join(ROOT, 'examples/中文/企鹅种类.json'), 'utf8')) as {
  type: string;
  id: string;
}[];
const train = flow.find(({ type }) => type === 'nn-train')!.id;
const data = flow.find(({ type }) => type === 'nn-dataset')!.id;
const common = { z: 'wrong', x: 100, y: 100 };
/** A question to a predict node that has no model. */
const WRONG = [
  { id: 'wrong', type: 'tab', label: 'wrong' },
  {
    id: 'ask',
    type: 'inject',
    ...common,
    props: [{ p: 'payload' }],
    payload: '1',
    payloadType: 'num',
    wires: [['predict']],
  },
  { id: 'predict', type: 'nn-predict', ...common, name: '', wires: [[]] },
  { id: 'caught', type: 'catch', ...common, scope: ['predict'], wires: [['errors']] },
  {
    id: 'errors',
    type: 'debug',
    ...common,
    name: 'errors',
    active: true,
    complete: 'error.message',
    targetType: 'msg',
    wires: [],
  },
];

describe('a Node-RED that speaks Chinese', () => {
  let red: NodeRed;
  before(async () => {
    red = await NodeRed.start(RELEASES[0]!, { lang: 'zh-CN' });
    await red.deploy([...flow, ...WRONG]);
  });
  after(() => red?.stop());

  it('has Chinese statuses', async () => {
    await red.until(() => /^344 行.* · \d+ 列/.test(red.status.get(data)?.text ?? ''), 'the status of the data');
    const inject = flow.find(({ type }) => type === 'inject')!.id;
    await red.inject(inject);
    const done = await red.until(
      () => /完成/.test(red.status.get(train)?.text ?? '') && red.status.get(train),
      'the end',
    );
    assert.match(done.text!, /^完成 · 准确率 [\d.]+ · 优于猜测 · \d+ 行$/);
  });

  it('offers Chinese examples in a menu of their own', async () => {
    const examples = `${red.url}/library/examples/flows/@tensorwire/node-red`;
    const get = async (path: string) => (await fetch(`${examples}${encodeURI(path)}`)).json();
    const [menu, chinese] = [await get('/'), await get('/中文')] as [unknown[], unknown[]];
    assert.ok(menu.includes('中文'));
    assert.equal(chinese.length, menu.length - 1);
    assert.deepEqual(await get('/中文/企鹅种类'), flow);
  });

  it('has Chinese errors', async () => {
    await red.inject('ask');
    const { value } = await red.said('errors');
    assert.match(String(value), /^predict：还没有模型。请先向它发送一个模型/);
    assert.match(red.status.get('predict')!.text!, /^还没有模型/);
  });

  it('answers each editor in its own language', async () => {
    const ask = async (language: string, query = 'source=example&file=none') => {
      const path = `${red.url}/tensorwire/columns?${query}`;
      const answer = await fetch(path, { headers: { 'Accept-Language': language } });
      return ((await answer.json()) as { error: string }).error;
    };
    assert.match(await ask('en-US'), /example must be one of/);
    assert.match(await ask('zh-CN'), /必须是.*之一/);
    assert.match(await ask('en-US', 'source=nowhere'), /Invalid input/);
    assert.match(await ask('zh-CN', 'source=nowhere'), /无效输入/);
  });
});
