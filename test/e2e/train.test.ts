import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Caught, type FlowNode, type Props, Tab } from './flows';
import { NodeRed, RELEASES } from './harness';

/** The life cycle of trainings and models in a real Node-RED: deploys, restarts, crashes; nothing is left behind. */

const ROWS = Array.from({ length: 120 }, (_, i) => {
  const [size, age] = [40 + ((i * 37) % 80), (i * 13) % 50];
  return { size, age, district: ['north', 'south'][i % 2]!, price: 3 * size - age, dear: size > 80 ? 'yes' : 'no' };
});
const payload = (value: unknown): Props => ({ payload: value });

/** From rows to a model; every test has its own tab. */
const training = (id: string, train: Props = {}, units = 8): Tab =>
  new Tab(id)
    .inject('go', 'data')
    .chain(
      [
        ['data', 'nn-dataset', { target: 'dear', columns: [{ name: 'price', type: 'ignored' }], seed: 1 }],
        ['in', 'nn-input'],
        ['dense', 'nn-dense', { units, activation: 'relu' }],
        ['out', 'nn-output'],
        ['adam', 'nn-optimizer', { algorithm: 'Adam', learningRate: 0.01 }],
        // stored only in the tests that need it
        ['train', 'nn-train', { name: id, epochs: 30, seed: 1, save: false, ...train }],
      ],
      ['model'],
      [],
    )
    .debug('model')
    .inject('tell', 'train');
/** Longer than any test. */
const LONG = { epochs: 10_000_000 };

describe('trainings and models', () => {
  let red: NodeRed;
  before(async function () {
    this.timeout(300_000);
    red = await NodeRed.start(RELEASES[0]!);
  });
  after(() => red?.stop());

  const deploy = (...tabs: Tab[]) => red.deploy(tabs.flatMap(tab => tab.nodes));
  const text = (id: string) => red.status.get(id)?.text ?? '';
  const epoch = (id: string) => Number(/^epoch (\d+)/.exec(text(id))?.[1] ?? 0);
  const underWay = (tab: Tab) => red.until(() => epoch(tab.named('train')) > 1, `epochs of ${tab.id}`);
  const start = async (tab: Tab) => {
    // a status of the previous training must not be taken for one of this
    const before = text(tab.named('train'));
    await red.inject(tab.named('go'), payload(ROWS));
    await red.until(() => red.trainings().length > 0, `the process of ${tab.id}`);
    await red.until(() => text(tab.named('train')) !== before, `a new status of ${tab.id}`);
    await underWay(tab);
    const [pid, ...others] = red.trainings();
    assert.deepEqual(others, []);
    return pid!;
  };
  const noneLeft = () => red.until(() => red.trainings().length === 0, 'the training process to be gone');
  const said = async <T = Record<string, unknown>>(tab: Tab, id: string) => (await red.said(tab.named(id))).value as T;

  it('a deploy that changes nothing leaves a training running, and its successor sends the model', async () => {
    const tab = training('unchanged', LONG);
    await deploy(tab);
    const pid = await start(tab);
    const before = epoch(tab.named('train'));
    await deploy(tab);
    await red.until(() => epoch(tab.named('train')) > before, 'further epochs');
    assert.deepEqual(red.trainings(), [pid]);
    // So does one that moves a node, or adds something elsewhere.
    const moved = tab.nodes.map(node => (node.type === 'nn-dense' ? { ...node, x: 7, y: 7 } : node));
    await red.deploy([...moved, ...new Tab('elsewhere').nodes]);
    assert.deepEqual(red.trainings(), [pid]);
    await red.inject(tab.named('tell'), { stop: true });
    assert.equal((await said(tab, 'model')).model, 'unchanged');
    await noneLeft();
  });

  const changes: [string, (node: FlowNode) => FlowNode][] = [
    ['a setting of train', node => (node.type === 'nn-train' ? { ...node, batchSize: 16 } : node)],
    ['a layer', node => (node.type === 'nn-dense' ? { ...node, units: 9 } : node)],
    ['the optimizer', node => (node.type === 'nn-optimizer' ? { ...node, learningRate: 0.1 } : node)],
    ['a wire', node => (node.type === 'nn-input' ? { ...node, wires: [['changed-out']] } : node)],
  ];
  for (const type of ['full', 'nodes'] as const)
    for (const [what, change] of type === 'full' ? changes : changes.slice(0, 2))
      it(`a ${type} deploy that changes ${what} ends it`, async () => {
        const tab = training('changed', LONG);
        await deploy(tab);
        await start(tab);
        await red.deploy(tab.nodes.map(change), type);
        await noneLeft();
        await red.until(() => /^ended: a deploy changed/.test(text(tab.named('train'))), 'the status');
        assert.ok(!red.debug.some(message => message.from === tab.named('model')));
      });

  it('removing the node ends it', async () => {
    const tab = training('removed', LONG);
    await deploy(tab);
    await start(tab);
    await deploy(new Tab('other'));
    await noneLeft();
  });

  it('stop keeps what was learned; cancel leaves nothing, and the next training works', async () => {
    const tab = training('told', LONG);
    await deploy(tab);
    await start(tab);
    await red.inject(tab.named('tell'), { stop: true });
    assert.equal((await said(tab, 'model')).task, 'binary');
    await noneLeft();
    await start(tab);
    await red.inject(tab.named('tell'), { cancel: true });
    await noneLeft();
    await red.until(() => text(tab.named('train')) === 'cancelled', 'the status');
    await start(tab);
    await red.inject(tab.named('tell'), { stop: true });
    await said(tab, 'model');
    await noneLeft();
  });

  it('a killed training process is an error of the node, and the next training works', async () => {
    const tab = training('killed', LONG);
    await deploy(tab);
    const pid = await start(tab);
    process.kill(pid, 'SIGKILL');
    const { message, node } = await said<Caught>(tab, 'error');
    assert.equal(node, tab.named('train'));
    assert.match(message, /^train: the training process was killed by SIGKILL: someone ended it, or .* memory$/);
    // at most four statuses a second, and always the last
    await red.until(() => red.status.get(tab.named('train'))?.fill === 'red', 'the status');
    await deploy(training('killed'));
    await red.inject(tab.named('go'), payload(ROWS));
    await said(tab, 'model');
    await noneLeft();
  });

  it('two trainings at once do not mix; a second one of the same node waits for its turn', async () => {
    const [one, two] = [training('one', {}, 4), training('two', {}, 12)];
    await deploy(one, two);
    for (const tab of [one, one, two]) await red.inject(tab.named('go'), payload(ROWS));
    const parameters = async (tab: Tab) => (await said(tab, 'model')).parameters;
    assert.deepEqual([await parameters(one), await parameters(one)], [4 * 4 + 4 + 5, 4 * 4 + 4 + 5]);
    assert.equal(await parameters(two), 4 * 12 + 12 + 13);
  });

  it('two inputs, a shared layer, a merge and two outputs', async () => {
    const tab = new Tab('shaped')
      .inject('go', 'data')
      .add('data', 'nn-dataset', { target: 'price, dear', seed: 1 }, ['in1', 'in2'])
      .add('in1', 'nn-input', { columns: 'size' }, ['shared'])
      .add('in2', 'nn-input', { columns: 'age' }, ['shared'])
      .add('shared', 'nn-dense', { units: 6, activation: 'relu' }, ['merge'])
      .add('merge', 'nn-merge', { layer: 'Concatenate' }, ['number', 'class'])
      .add('number', 'nn-output', { target: 'price' }, ['train'])
      .add('class', 'nn-output', { target: 'dear' }, ['train'])
      .add('train', 'nn-train', { name: 'shaped', epochs: 3, seed: 1 }, ['predict', 'evaluate', 'model'], [])
      .debug('model')
      .add('evaluate', 'nn-evaluate', {}, ['report'])
      .debug('report')
      .inject('ask', 'predict')
      .add('predict', 'nn-predict', {}, ['answer'])
      .debug('answer');
    await deploy(tab);
    await red.inject(tab.named('go'), payload(ROWS));
    const { parameters, targets } = await said(tab, 'model');
    assert.deepEqual([parameters, targets], [2 * 6 + 13 + 13, ['price', 'dear']]);
    assert.equal(text(tab.named('merge')), '12 outputs');
    const { target, others } = await said<{ target: string; others: { target: string }[] }>(tab, 'report');
    assert.deepEqual([target, others.map(o => o.target)], ['price', ['dear']]);
    await red.inject(tab.named('ask'), payload({ size: 100, age: 3 }));
    const answer = await said<{ price: { value: number }; dear: { label: string } }>(tab, 'answer');
    assert.equal(typeof answer.price.value, 'number');
    assert.ok(['yes', 'no'].includes(answer.dear.label));
  });

  /** Everything that a model goes through, each by an nn-model node. */
  const shelf = new Tab('shelf');
  const actions: [string, Props][] = [
    ['promote', { action: 'promote', name: 'kept:1', alias: 'champion' }],
    ['list', { action: 'list', name: 'kept' }],
    ['export', { action: 'export', name: 'kept@champion', file: 'kept.model' }],
    ['import', { action: 'import', file: 'kept.model', name: 'copy', alias: 'challenger' }],
    ['delete', { action: 'delete', name: 'kept:2' }],
  ];
  for (const [action, props] of actions)
    shelf
      .inject(`do-${action}`, action)
      .add(action, 'nn-model', props, [`${action}-done`])
      .debug(`${action}-done`);
  for (const [id, model] of Object.entries({ champion: 'kept@champion', copy: 'copy@challenger', latest: 'kept' }))
    shelf
      .inject(`ask-${id}`, id)
      .add(id, 'nn-predict', { model }, [`${id}-answer`])
      .debug(`${id}-answer`);
  const act = async <T = Record<string, unknown>>(action: string): Promise<T> => {
    await red.inject(shelf.named(`do-${action}`));
    return said<T>(shelf, `${action}-done`);
  };
  const ask = async (id: string, rows: unknown = ROWS[3]) => {
    await red.inject(shelf.named(`ask-${id}`), payload(rows));
    return said<{ label: string; probability: number }>(shelf, `${id}-answer`);
  };
  const kept = training('kept', { save: true, seed: '' })
    .add('save', 'nn-model', { action: 'save' }, ['saved'])
    .debug('saved');
  kept.nodes.find(node => node.id === 'kept-model')!.type = 'junction';
  kept.nodes.find(node => node.id === 'kept-model')!.wires = [['kept-save']];

  it('models are saved, promoted, listed, exported, imported and deleted', async () => {
    await deploy(kept, shelf);
    for (const version of [1, 2]) {
      await red.inject(kept.named('go'), payload(ROWS));
      assert.equal((await said(kept, 'saved')).version, version);
    }
    assert.deepEqual((await act('promote')).aliases, ['champion']);
    const list = await act<{ version: number; aliases: string[] }[]>('list');
    assert.deepEqual(
      list.map(({ version, aliases }) => [version, aliases]),
      [
        [1, ['champion']],
        [2, []],
      ],
    );
    await act('export');
    assert.ok(statSync(join(red.userDir, 'kept.model')).size > 1000);
    const { model, version } = await act('import');
    assert.deepEqual([model, version], ['copy', 1]);
    assert.deepEqual(await ask('copy'), await ask('champion'));
    await act('delete');
    assert.deepEqual(await ask('latest'), await ask('champion'));
    await red.inject(shelf.named('do-delete'));
    const { message } = await said<Caught>(shelf, 'error');
    assert.match(message, /^model: store: the model "kept" has no version 2; versions: 1$/);
  });

  it('after a restart the store answers as before', async () => {
    const before = [await ask('champion'), await ask('champion', ROWS.slice(0, 5))];
    await red.restart();
    assert.deepEqual([await ask('champion'), await ask('champion', ROWS.slice(0, 5))], before);
    const models = join(red.userDir, 'tensorwire/models');
    assert.deepEqual(readdirSync(models).sort(), ['copy', 'kept', 'shaped']);
    assert.ok(!existsSync(join(models, 'kept/2')));
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const)
    it(`${signal} to Node-RED leaves no training behind, and no model half written`, async () => {
      const tab = training('ended', LONG);
      await deploy(tab, shelf);
      await start(tab);
      await red.end(signal);
      const end = Date.now() + 20_000;
      while (red.trainings().length > 0 && Date.now() < end) await new Promise(done => setTimeout(done, 50));
      assert.deepEqual(red.trainings(), []);
      await red.restart();
      assert.deepEqual(readdirSync(join(red.userDir, 'tensorwire/models')).sort(), ['copy', 'kept', 'shaped']);
      await ask('champion');
    });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const)
    it(`a training that ${signal} interrupted goes on after the restart`, async () => {
      const tab = training('resumed', LONG);
      await deploy(tab);
      await start(tab);
      const folder = join(red.userDir, 'tensorwire/checkpoints');
      await red.until(() => existsSync(folder) && readdirSync(folder).some(f => !f.endsWith('.new')), 'a checkpoint');
      await red.end(signal);
      await noneLeft();
      await red.restart();
      const interrupted = /^interrupted after epoch (\d+)\//;
      await red.until(() => interrupted.test(text(tab.named('train'))), 'the status');
      const last = interrupted.exec(text(tab.named('train')))![1];
      await red.inject(tab.named('go'), payload(ROWS));
      await red.until(() => text(tab.named('train')).includes(`, resumed at ${last} · `), 'the training to go on');
      await red.inject(tab.named('tell'), { stop: true });
      await said(tab, 'model');
      await noneLeft();
      await red.until(() => readdirSync(folder).length === 0, 'no checkpoint to be left');
    });
});
