import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Model, ModelBody, openStore } from '../../src';
import { catcher, deploy, end, eventually, type FlowNode, node, type Running } from './flow';

const records = (column = 'b') =>
  Array.from({ length: 80 }, (_, i) => {
    const [a, b] = [(i * 37) % 101, (i * 53) % 97];
    return { a, [column]: b, kind: a > b ? 'more' : 'less' };
  });
const flowWith = (train: Partial<FlowNode> = {}, ...more: FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', ['in'], { target: 'kind', seed: 1 }),
  node('in', 'nn-input', ['out']),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [['end'], []], { name: 'signs', epochs: 1, seed: 1, ...train }),
  end(),
  // another flow, which knows the model by its name
  { id: 'other', type: 'tab' },
  { ...node('predict', 'nn-predict', ['answer'], { model: 'signs', output: 'label' }), z: 'other' },
  { ...end('answer'), z: 'other' },
  ...more,
];
const storeIn = (flow: Running, folder = 'tensorwire/models') => openStore(join(flow.userDir, folder));
const versions = async (flow: Running, name = 'signs', folder?: string) =>
  (await storeIn(flow, folder).list(name)).map(({ version }) => version);
const train = async (flow: Running, payload: unknown = records()) =>
  (await flow.ask('data', { payload })).payload as Model;
const row = { a: 90, b: 5 };

describe('a trained model', function () {
  this.timeout(60_000);

  it('is stored under its name, and answers in another flow by that name', async () => {
    const flow = await deploy(flowWith());
    flow.send('predict', { payload: row });
    await flow.until('predict', /there is no model "signs"/);
    const model = await train(flow);
    assert.deepEqual([model.model, model.version], ['signs', 1]);
    const stored = await storeIn(flow).load('signs@latest');
    assert.deepEqual(stored.card, model.card);
    assert.match((await flow.ask('predict', { payload: row }, 'answer')).payload as string, /^(more|less)$/);
    await flow.until('predict', /^signs v1/);
  });

  it('is used as soon as it is there', async () => {
    const flow = await deploy(flowWith({ seed: '' }));
    for (let version = 1; version < 4; version++) {
      assert.equal((await train(flow)).version, version);
      await flow.ask('predict', { payload: row }, 'answer');
      await flow.until('predict', new RegExp(`^signs v${version}`));
    }
  });

  it('makes no new version where it is the same again', async () => {
    const flow = await deploy(flowWith());
    for (let i = 0; i < 3; i++) assert.equal((await train(flow)).version, 1);
    await flow.redeploy(flowWith());
    assert.equal((await train(flow)).version, 1);
    assert.deepEqual(await versions(flow), [1]);
  });

  it('is not stored without a name of its own, or where that is not wanted', async () => {
    const flow = await deploy(flowWith({ name: '' }));
    assert.equal((await train(flow)).version, null);
    await flow.redeploy(flowWith({ save: false }));
    assert.equal((await train(flow)).version, null);
    assert.deepEqual(await storeIn(flow).list(), []);
  });

  it('goes into the store that is set; old versions make room, but not those that are needed', async () => {
    const store: FlowNode = { id: 'models', type: 'nn-store', folder: 'mine', keep: '2' };
    const changes = { seed: '', store: 'models' };
    const pins = { ...node('pin', 'nn-predict', [], { model: 'signs:2', store: 'models' }), z: 'other' };
    const flow = await deploy(flowWith(changes, store, pins));
    for (let i = 0; i < 5; i++) {
      await train(flow);
      if (i === 0) await storeIn(flow, 'mine').promote('signs', 1, 'champion');
    }
    assert.deepEqual(await versions(flow, 'signs', 'mine'), [1, 2, 4, 5]);
    assert.deepEqual(await storeIn(flow).list(), []);
  });

  it('goes on where it cannot be stored: the message ends one way, and a warning says why', async () => {
    const flow = await deploy(flowWith({ store: 'models' }, { id: 'models', type: 'nn-store', folder: 'file/models' }));
    writeFileSync(join(flow.userDir, 'file'), 'not a folder');
    const errors = flow.all('caught-tab');
    const warned: string[] = [];
    flow.node('train').warn = (text: unknown) => void warned.push(String(text));
    const { payload } = await flow.ask('data', { payload: records() });
    assert.equal((payload as Model).version, null);
    await eventually('the status is red', () => flow.fill('train') === 'red');
    assert.match(
      warned.join(),
      /^train: store: saving the model "signs" failed because .*file.*; the model was sent on without a version$/,
    );
    assert.deepEqual(errors, []);
  });

  it('of very many epochs says that its history is stored thinned', async () => {
    const flow = await deploy(flowWith({ save: false }, node('save', 'nn-model', ['end'], { action: 'save' })));
    const { model, version, body } = await train(flow);
    const { network, weights, pipeline, onnx } = body;
    const history = { loss: Array.from({ length: 60_000 }, (_, i) => 1 / (i + 1)) };
    const long = new Model(model, version, new ModelBody({ ...body.card, history }, network, weights, pipeline, onnx));
    const warned: string[] = [];
    flow.node('save').warn = (text: unknown) => void warned.push(String(text));
    await flow.ask('save', { payload: long });
    assert.deepEqual(warned, [
      'model: the history of signs v1 is too long for its card: of each 2 epochs one is stored, and the last',
    ]);
  });

  it('does not take the place of one that takes other columns: that is said, and the service goes on', async () => {
    const save = node('save', 'nn-model', ['end'], { action: 'save', alias: 'champion' });
    const flow = await deploy(flowWith({}, save));
    const toSave = (await flow.ask('data', { payload: records() })) as { payload: Model };
    await flow.ask('save', toSave);
    const warned: string[] = [];
    flow.node('train').warn = (text: unknown) => void warned.push(String(text));
    const second = await train(flow, records('c'));
    assert.equal(second.version, 2);
    await flow.until('train', 'v2 is not in use · v1 still answers');
    assert.equal(flow.fill('train'), 'yellow');
    assert.match(warned[0]!, /"signs" still means version 1: version 2 was saved, but .*column "b" is gone/);
    assert.match((await flow.ask('predict', { payload: row }, 'answer')).payload as string, /^(more|less)$/);
    await flow.ask('save', { payload: second });
    await flow.until('save', 'v2 is not in use · v1 still answers · signs@champion stays v1');
    const store = storeIn(flow);
    assert.equal((await store.find('signs@champion')).version, 1);
    await store.use('signs', 2);
    assert.match(
      (await flow.ask('predict', { payload: { a: 90, c: 5 } }, 'answer')).payload as string,
      /^(more|less)$/,
    );
  });
});

describe('the model node behind a training', function () {
  this.timeout(60_000);
  const chain = (changes: Partial<FlowNode>, to: Partial<FlowNode>): FlowNode[] =>
    flowWith(changes)
      .map(n => (n.id === 'train' ? { ...n, wires: [['save'], []] } : n))
      .concat([node('save', 'nn-model', ['end'], to)]);

  for (const action of ['save', 'auto'])
    it(`with the action ${action} does not store it twice, and gives its alias`, async () => {
      const flow = await deploy(chain({ seed: '' }, { action, name: 'signs', alias: 'champion' }));
      for (let version = 1; version < 4; version++) {
        assert.equal((await train(flow)).version, version);
        assert.equal((await storeIn(flow).find('signs@champion')).version, version);
      }
      assert.deepEqual(await versions(flow), [1, 2, 3]);
    });

  it('stores it under another name, or in another store', async () => {
    const flow = await deploy(chain({}, { action: 'auto', name: 'other', alias: '' }));
    for (let i = 0; i < 2; i++) assert.deepEqual([(await train(flow)).model], ['other']);
    assert.deepEqual([await versions(flow), await versions(flow, 'other')], [[1], [1]]);
  });

  it('by itself saves a new model, leaves a stored one as it is, and loads where none comes', async () => {
    const flow = await deploy(chain({ save: false, seed: '' }, { action: 'auto' }));
    const [first, second] = [await train(flow), await train(flow)];
    assert.deepEqual([first.version, second.version], [1, 2]);
    assert.equal(((await flow.ask('save', { payload: first })).payload as Model).version, 1);
    assert.equal(((await flow.ask('save', { payload: 'x', model: 'signs' })).payload as Model).version, 2);
    assert.equal(
      ((await flow.ask('save', { payload: JSON.parse(JSON.stringify(first)) })).payload as Model).version,
      1,
    );
    assert.deepEqual(await versions(flow), [1, 2]);
  });

  it('of 0.1.0, which has no such property, loads as it did', async () => {
    const flow = await deploy(chain({}, { name: 'signs' }));
    assert.equal((await train(flow)).version, 1);
    assert.deepEqual(await versions(flow), [1]);
  });

  it('promotes the bare name where no alias is set', async () => {
    const flow = await deploy(flowWith({ seed: '' }, node('promote', 'nn-model', ['end'], { action: 'promote' })));
    for (let i = 0; i < 2; i++) await train(flow);
    await flow.ask('promote', { model: 'signs:1' });
    await flow.until('promote', 'signs v1 is in use');
    assert.equal((await storeIn(flow).find('signs')).version, 1);
  });
});

describe('flows of 0.1.0', function () {
  this.timeout(120_000);
  for (const title of ['Penguin species', 'Fuel economy'])
    it(`${title}: stores each training once`, async () => {
      const file = join(__dirname, '../fixtures/0.1.0/flows', `${title}.json`);
      const all = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
      const ours = all
        .filter(n => n.type.startsWith('nn-') || n.type === 'tab')
        .map(n => (n.type === 'nn-train' ? { ...n, epochs: 2 } : n));
      const { z } = ours.find(n => n.type === 'nn-train')!;
      const save = ours.find(n => n.type === 'nn-model')!;
      const flow = await deploy([...ours.map(n => (n === save ? { ...n, wires: [['end']] } : n)), { ...end(), z: z! }]);
      const data = ours.find(n => n.type === 'nn-dataset')!.id;
      for (let i = 0; i < 2; i++) {
        const answer = flow.next();
        flow.send(data, { payload: '' });
        const model = (await answer).payload as Model;
        assert.deepEqual([model.model, model.version], [save.name, 1]);
      }
      const name = String(save.name);
      await eventually('the status', () => flow.status(save.id) === `${name} v1`);
      assert.deepEqual(await versions(flow, name), [1]);
      assert.equal((await storeIn(flow).find(`${name}@champion`)).version, 1);
    });
});
