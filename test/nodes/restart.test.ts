import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Model, ModelBody, openStore } from '../../src';
import { catcher, deploy, end, eventually, type FlowNode, node, type Running } from './flow';

const records = Array.from({ length: 80 }, (_, i) => {
  const [a, b] = [(i * 37) % 101, (i * 53) % 97];
  return { a, b, kind: a > b ? 'more' : 'less' };
});
const row = { a: 90, b: 5 };
/** The first flow of a newcomer: the trained model goes straight to predict, which names no model. */
const flowWith = (changes: Readonly<Record<string, Partial<FlowNode>>> = {}, ...more: FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  ...more,
  ...[
    node('data', 'nn-dataset', ['in'], { target: 'kind', seed: 1 }),
    node('in', 'nn-input', ['out']),
    node('out', 'nn-output', ['train']),
    node('train', 'nn-train', [['predict'], []], { name: 'signs', epochs: 3 }),
    node('predict', 'nn-predict', ['end'], { output: 'label' }),
  ].map(n => ({ ...n, ...changes[n.id] })),
  end(),
];
const train = async (flow: Running, expected: RegExp): Promise<void> => {
  flow.send('data', { payload: records });
  await flow.until('predict', expected);
};
const memories = ({ userDir }: Running): string[] => {
  const folder = join(userDir, 'tensorwire/predict');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const written = (flow: Running, version: number | null) =>
  eventually('the model is remembered', () =>
    memories(flow).some(file =>
      readFileSync(join(flow.userDir, 'tensorwire/predict', file), 'utf8').includes(`"version":${version}`),
    ),
  );

describe('after a restart of Node-RED', function () {
  this.timeout(60_000);

  it('predict answers with the stored model that came last by message, and says so', async () => {
    const flow = await deploy(flowWith());
    await train(flow, /^signs v1$/);
    await train(flow, /^signs v2$/);
    const { payload } = await flow.ask('predict', { payload: row });
    await written(flow, 2);
    for (let i = 0; i < 2; i++) {
      await flow.restart(flowWith());
      assert.equal(
        (await flow.ask('predict', { payload: row })).payload,
        payload,
        'no message meets it without a model',
      );
      await flow.until('predict', /^signs v2/);
    }
    await flow.restart(flowWith());
    await flow.until('predict', 'signs v2 · as before the restart');
    await train(flow, /^signs v3/);
  });

  it('the version that it would go on with stays in the store, however many newer ones come', async () => {
    const store = { id: 'models', type: 'nn-store', keep: 1 };
    const others = [
      node('data2', 'nn-dataset', ['in2'], { target: 'kind', seed: 1 }),
      node('in2', 'nn-input', ['out2']),
      node('out2', 'nn-output', ['newer']),
      node('newer', 'nn-train', [['trained'], []], { name: 'signs', epochs: 1, store: 'models' }),
      end('trained'),
    ];
    const flow = await deploy(flowWith({ train: { store: 'models' } }, store, ...others));
    await train(flow, /^signs v1$/);
    for (const version of [2, 3]) {
      const { payload } = await flow.ask('data2', { payload: records }, 'trained');
      assert.equal((payload as Model).version, version);
    }
    const models = openStore(join(flow.userDir, 'tensorwire/models'));
    assert.deepEqual(
      (await models.list('signs')).map(({ version }) => version),
      [1, 3],
    );
    await flow.restart(flowWith({ train: { store: 'models' } }, store, ...others));
    await flow.until('predict', 'signs v1 · as before the restart');
  });

  it('it finds it in the store that train is set to', async () => {
    const store = { id: 'models', type: 'nn-store', folder: 'mine' };
    const flow = await deploy(flowWith({ train: { store: 'models' } }, store));
    await train(flow, /^signs v1$/);
    await written(flow, 1);
    await flow.restart(flowWith({ train: { store: 'models' } }, store));
    await flow.until('predict', 'signs v1 · as before the restart');
  });

  it('a model that was not stored is lost: status and errors say so, with the remedy', async () => {
    const flow = await deploy(flowWith({ train: { name: '' } }));
    await train(flow, /^model$/);
    await written(flow, null);
    await flow.restart(flowWith({ train: { name: '' } }));
    await flow.until('predict', /^"model" was not stored and is lost: set a name in the train node/);
    const { message } = await flow.fails('predict', { payload: row });
    assert.match(message, /^predict: "model" was not stored and is lost: set a name in the train node\. .*train again/);
    await train(flow, /^model$/);
    assert.match((await flow.ask('predict', { payload: row })).payload as string, /more|less/);
  });

  it('a version that was deleted is an error, also one that was trained anew under its number', async () => {
    const flow = await deploy(flowWith());
    await train(flow, /^signs v1$/);
    await written(flow, 1);
    const store = openStore(join(flow.userDir, 'tensorwire/models'));
    const { card, network, weights, pipeline, onnx } = (await store.load('signs:1')).body;
    await store.delete('signs');
    await flow.restart(flowWith());
    await flow.until('predict', /there is no model "signs"/);
    assert.match((await flow.fails('predict', { payload: row })).message, /^predict: .*there is no model "signs"/);
    const later = { ...card, created: '2030-01-01T00:00:00.000Z' };
    const other = new Model('signs', null, new ModelBody(later, network, weights, pipeline, onnx));
    assert.equal((await store.save(other)).version, 1);
    await flow.restart(flowWith());
    await flow.until('predict', /^"signs:1" is another model than before the restart/);
  });

  it('a newer model that comes while that one is loaded keeps the status, also where the loading fails', async () => {
    const flow = await deploy(flowWith());
    await train(flow, /^signs v1$/);
    await written(flow, 1);
    const folder = join(flow.userDir, 'tensorwire/models');
    const { body } = await openStore(folder).load('signs:1');
    const card = join(folder, 'signs/1/card.json');
    rmSync(card);
    execFileSync('mkfifo', [card]); // reading it blocks until somebody writes
    await flow.restart(flowWith());
    await flow.until('predict', 'loading');
    flow.send('predict', { payload: new Model('newer', null, body) });
    await flow.until('predict', 'newer');
    await (await open(card, 'w')).close();
    await new Promise(resolve => setTimeout(resolve, 1500)); // a status may be a second late
    assert.equal(flow.status('predict'), 'newer');
  });

  it('it forgets the model once it names one itself, or is removed', async () => {
    const flow = await deploy(flowWith());
    await train(flow, /^signs v1$/);
    await written(flow, 1);
    await flow.redeploy(flowWith({ predict: { model: 'other' } }));
    await eventually('it is forgotten', () => memories(flow).length === 0);
    await flow.restart(flowWith());
    assert.match((await flow.fails('predict', { payload: row })).message, /there is no model yet/);
    await train(flow, /^signs v2$/);
    await written(flow, 2);
    await flow.redeploy(flowWith().filter(({ id }) => id !== 'predict'));
    assert.deepEqual(memories(flow), []);
  });

  it('a node that answered for long keeps its model while another flow is open', async () => {
    const flow = await deploy(flowWith());
    await train(flow, /^signs v1$/);
    await written(flow, 1);
    const folder = join(flow.userDir, 'tensorwire/predict');
    const [memory] = memories(flow);
    const gone = [...'0123456789abcdef'].map(digit => digit.repeat(32));
    for (const file of gone) writeFileSync(join(folder, file), '');
    const then = Date.now() / 1000 - 30 * 86_400;
    for (const file of [memory!, ...gone]) utimesSync(join(folder, file), then, then);
    await flow.restart([{ id: 'tab', type: 'tab' }, node('other', 'nn-predict', [])]);
    await eventually('what is long gone is swept', () => !memories(flow).some(file => gone.includes(file)));
    await flow.restart(flowWith());
    await flow.until('predict', 'signs v1 · as before the restart');
  });

  it('a file that cannot be read is a warning, and no model', async () => {
    const flow = await deploy(flowWith());
    await train(flow, /^signs v1$/);
    await written(flow, 1);
    writeFileSync(join(flow.userDir, 'tensorwire/predict', memories(flow)[0]!), '{"model":');
    await flow.restart(flowWith());
    await flow.until('predict', 'no model yet');
    await train(flow, /^signs v2$/);
    await written(flow, 2);
  });
});
