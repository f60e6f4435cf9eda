import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../nodes/shared/message';
import { Dataset, Model } from '../../src';
import { childrenOf } from '../process/children';
import { catcher, deploy, end, eventually, type FlowNode, node, type Running, stopAll, tab } from './flow';

/** Rows that a small network learns: the sign of a − b. */
const records = (n: number) =>
  Array.from({ length: n }, (_, i) => {
    const [a, b] = [(i * 37) % 101, (i * 53) % 97];
    return { a, b, kind: a > b ? 'more' : 'less' };
  });
const training = (train: Partial<FlowNode> = {}, dense: Partial<FlowNode> = {}): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', ['in'], { target: 'kind', seed: 1 }),
  node('in', 'nn-input', ['dense']),
  node('dense', 'nn-dense', ['out'], { units: 8, activation: 'relu', ...dense }),
  node('out', 'nn-output', ['adam']),
  node('adam', 'nn-optimizer', ['train'], { algorithm: 'Adam', learningRate: 0.01 }),
  node('train', 'nn-train', [['end'], ['progress']], { name: 'signs', epochs: 3, seed: 1, ...train }),
  end(),
  end('progress'),
];
/** Long enough that a test can do something meanwhile. */
const long = { epochs: 1_000_000 };

/** The training processes of this process: the spawner that it started has started them. */
const children = (): number[] =>
  childrenOf(process.pid, 'spawner.js').flatMap(spawner => childrenOf(spawner, 'training-child'));
const gone = () => eventually('no training process is left', () => children().length === 0);
const begun = (flow: Running) => flow.until('train', /^epoch/);

describe('nn-train', function () {
  this.timeout(30_000);
  afterEach(async () => {
    await stopAll();
    await gone();
  });

  it('turns a dataset and a network into a model, beside its dataset', async () => {
    const flow = await deploy(training());
    const progress = flow.all('progress');
    const message = await flow.ask('data', { payload: records(200), topic: 'kept', stop: '', req: 'kept' });
    const model = Model.expect(message.payload, 'payload');
    assert.equal(model.model, 'signs');
    assert.ok(Dataset.is(message.dataset));
    assert.deepEqual([message.topic, message.req, 'stop' in message], ['kept', 'kept', false]);
    await flow.until('train', /^done · accuracy [\d.]+ · (perhaps )?better than guessing · 40 rows$/);
    const last = progress.at(-1)!.payload as Record<string, unknown>;
    assert.deepEqual(Object.keys(last).sort(), [
      'epoch',
      'epochs',
      'metrics',
      'model',
      'run',
      'secondsLeft',
      'step',
      'steps',
    ]);
    assert.deepEqual([last.epoch, last.epochs, last.model, progress.at(-1)!.topic], [3, 3, 'signs', last.run]);
  });

  it('gives the same weights for the same seed', async () => {
    const flow = await deploy(training());
    const weights = async () => {
      const { body } = (await flow.ask('data', { payload: records(100) })).payload as Model;
      return Object.values(body.weights).flatMap(w => [...w.data]);
    };
    assert.deepEqual(await weights(), await weights());
  });

  it('draws another seed for each training where none is set, and the model says which', async () => {
    const flow = await deploy(training({ seed: '' }));
    const train = async (running: Running) => (await running.ask('data', { payload: records(100) })).payload as Model;
    const weights = ({ body }: Model) => Object.values(body.weights).flatMap(w => [...w.data]);
    const [first, second] = [await train(flow), await train(flow)];
    assert.notEqual(first.seed, second.seed);
    assert.notDeepEqual(weights(first), weights(second));
    assert.equal(JSON.parse(JSON.stringify(second)).seed, second.card.seed);
    await flow.redeploy(training({ seed: second.seed }));
    assert.deepEqual(weights(await train(flow)), weights(second), 'with that seed, the same model again');
  });

  it('sends one message a metric to charts', async () => {
    const flow = await deploy(training({ progressAs: 'chart' }));
    const progress = flow.all('progress');
    await flow.ask('data', { payload: records(100) });
    const losses = progress.filter(m => m.topic === 'loss').map(m => m.payload as number);
    assert.equal(losses.length, 3);
    assert.ok(progress.some(m => m.topic === 'val_accuracy'));
    assert.ok(losses.every(Number.isFinite));
  });

  it('trains a model further', async () => {
    const flow = await deploy([
      ...training(),
      node('more', 'nn-train', [['end2'], []], { name: 'further', epochs: 1, seed: 2 }),
      end('end2'),
    ]);
    const first = await flow.ask('data', { payload: records(200) });
    const second = await flow.ask('more', { payload: first.payload, dataset: first.dataset }, 'end2');
    const loss = (m: Message) => (m.payload as Model).card.history.loss!;
    assert.ok(loss(second)[0]! < loss(first)[0]!, 'it goes on where the first ended');
  });

  it('ends a network without an output node as its last layer asks', async () => {
    const flow = await deploy([
      ...training({ loss: 'SparseCategoricalCrossentropy', metrics: 'accuracy' }).map(n =>
        n.id === 'dense' ? { ...n, units: 2, activation: 'softmax', wires: [['adam']] } : n,
      ),
    ]);
    const { card } = (await flow.ask('data', { payload: records(100) })).payload as Model;
    assert.deepEqual([card.task, card.targets], ['classification', ['kind']]);
  });

  it('joins several outputs', async () => {
    const two = records(120).map((r, i) => ({ ...r, sum: r.a + r.b + (i % 2) }));
    const flow = await deploy(
      [
        ...training().filter(n => n.id !== 'out' && n.id !== 'data'),
        node('data', 'nn-dataset', ['in'], { target: ['kind', 'sum'] }),
        { ...node('out', 'nn-output', ['adam'], { target: 'kind' }) },
        { ...node('out2', 'nn-output', ['adam'], { target: 'sum', y: 200 }) },
      ].map(n => (n.id === 'dense' ? { ...n, wires: [['out', 'out2']] } : n)),
    );
    const { card } = (await flow.ask('data', { payload: two })).payload as Model;
    assert.deepEqual([...card.targets].sort(), ['kind', 'sum']);
  });

  it('stop keeps the best so far; cancel discards', async () => {
    const flow = await deploy(training(long));
    const model = flow.ask('data', { payload: records(200) });
    await begun(flow);
    flow.send('train', { stop: true });
    assert.ok(Model.is((await model).payload));
    await flow.until('train', /^done/); // a status comes later than its message

    const none = flow.all();
    flow.send('data', { payload: records(200) });
    await begun(flow);
    flow.send('train', { cancel: true });
    await flow.until('train', 'cancelled');
    await gone();
    assert.deepEqual(none, []);
  });

  for (const order of ['stop', 'cancel'])
    it(`${order} is obeyed by what waits for its turn: only what runs is left a model`, async () => {
      const flow = await deploy(training(long));
      const models = flow.all();
      for (const round of [1, 2, 3]) flow.send('data', { payload: records(100), round });
      await begun(flow);
      // The dataset node has sent all three on when the first one trains.
      const complete = order === 'stop' ? [1] : [];
      flow.send('train', { [order]: true });
      await flow.until('train', order === 'stop' ? /^done/ : 'cancelled');
      await gone();
      assert.deepEqual(
        models.map(m => m.round),
        complete,
      );
      const next = flow.ask('data', { payload: records(100), round: 4 });
      await begun(flow);
      flow.send('train', { stop: true });
      assert.equal((await next).round, 4);
    });

  it('cancel is obeyed while the process starts', async () => {
    const flow = await deploy(training(long));
    const models = flow.all();
    flow.send('data', { payload: records(100) });
    await flow.until('train', 'starting');
    flow.send('train', { cancel: true });
    await flow.until('train', 'cancelled');
    await gone();
    assert.deepEqual(models, []);
  });

  for (const order of ['stop', 'cancel'])
    it(`${order} is obeyed while a network waits for its other branch`, async () => {
      const flow = await deploy(
        [
          ...training({ epochs: 1 }).filter(n => n.id !== 'out' && n.id !== 'data'),
          node('data', 'nn-dataset', ['in'], { target: ['kind', 'b'] }),
          { ...node('out', 'nn-output', ['adam'], { target: 'kind' }) },
          { ...node('out2', 'nn-output', ['adam'], { target: 'b', y: 200 }) },
        ].map(n => (n.id === 'dense' ? { ...n, wires: [['out', 'out2']] } : n)),
      );
      const at = flow.next('out');
      await flow.ask('data', { payload: records(100) });
      const branch = await at;
      await flow.until('train', /^done/);
      const models = flow.all();
      const send = (id: string, _msgid: string) => flow.send(id, { ...branch, _msgid });
      send('out', 'a');
      await new Promise(resolve => setTimeout(resolve, 100)); // it has reached the train node
      flow.send('train', { [order]: true });
      await flow.until('train', 'cancelled');
      send('out2', 'a');
      for (const id of ['out', 'out2']) send(id, 'b');
      await flow.until('train', /^done/);
      assert.deepEqual(
        models.map(({ _msgid }) => _msgid),
        ['b'],
      );
    });

  it('queues, replaces or refuses a second request', async () => {
    let flow = await deploy(training({ epochs: 2 }));
    const models = flow.all();
    for (const round of [1, 2, 3]) flow.send('data', { payload: records(100), round });
    await eventually('three models came', () => models.length === 3);
    assert.deepEqual(
      models.map(m => m.round),
      [1, 2, 3],
    );
    await flow.stop();

    flow = await deploy(training({ ...long, whenBusy: 'replace' }));
    const replaced = flow.all();
    flow.send('data', { payload: records(100), round: 1 });
    await begun(flow);
    const [first] = children();
    flow.send('data', { payload: records(100), round: 2 });
    await eventually('another process', () => children().length === 1 && children()[0] !== first);
    await begun(flow);
    flow.send('train', { stop: true });
    await eventually('one model', () => replaced.length === 1);
    assert.equal(replaced[0]!.round, 2);
    await flow.stop();

    flow = await deploy(training({ ...long, whenBusy: 'refuse' }));
    flow.send('data', { payload: records(100) });
    await begun(flow);
    const error = await flow.fails('data', { payload: records(100) });
    assert.match(error.message, /^train: is training already/);
    assert.equal(children().length, 1);
  });

  it('survives a deploy that changes nothing about it', async () => {
    const flow = await deploy(training(long));
    flow.send('data', { payload: records(200), topic: 'kept' });
    await begun(flow);
    const before = children();
    const moved = training(long).map(n => ({ ...n, x: 7, y: n.id === 'dense' ? 5 : 6 }));
    await flow.redeploy([...moved, node('debug', 'junction', [])]);
    await flow.until('train', /^epoch/);
    assert.deepEqual(children(), before);
    const model = flow.next();
    flow.send('train', { stop: true });
    const message = await model;
    assert.ok(Model.is(message.payload));
    assert.equal(message.topic, 'kept');
  });

  it('hands the queue over too', async () => {
    const flow = await deploy(training({ epochs: 60 }));
    for (const round of [1, 2]) flow.send('data', { payload: records(400), round });
    await begun(flow);
    await flow.redeploy(training({ epochs: 60 }));
    const models = flow.all();
    await eventually('both models came', () => models.length === 2);
    assert.deepEqual(
      models.map(m => m.round),
      [1, 2],
    );
  });

  for (const [title, next] of [
    ['changed settings', () => training({ ...long, batchSize: 16 })],
    ['a changed layer', () => training(long, { units: 9 })],
    ['removal', () => training(long).filter(n => n.id !== 'train')],
    ['being disabled', () => training(long).map(n => (n.id === 'train' ? { ...n, d: true } : n))],
  ] as const)
    it(`ends with ${title}`, async () => {
      const flow = await deploy(training(long));
      flow.send('data', { payload: records(200) });
      await begun(flow);
      await flow.redeploy(next());
      await gone();
      if (title.startsWith('changed') || title.startsWith('a changed')) {
        await new Promise(resolve => setTimeout(resolve, 300)); // what else would be said of it
        await flow.until('train', 'ended: a deploy changed what it trains');
      }
    });

  it('ends when the flows stop', async () => {
    const flow = await deploy(training(long));
    flow.send('data', { payload: records(200) });
    await begun(flow);
    await flow.stop();
    assert.deepEqual(children(), [], 'close has waited for it');
  });

  it('says so when its process is killed, and trains again', async () => {
    const flow = await deploy(training(long));
    flow.send('data', { payload: records(200) });
    await begun(flow);
    const error = flow.error();
    process.kill(children()[0]!, 'SIGKILL');
    const { message, node: at } = await Promise.race([
      error,
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no error within a second')), 1000)),
    ]);
    assert.equal(at, 'train');
    assert.match(message, /was killed by SIGKILL/);
    assert.equal(flow.fill('train'), 'red');
    const model = flow.ask('data', { payload: records(200) });
    await begun(flow);
    flow.send('train', { stop: true });
    assert.ok(Model.is((await model).payload));
  });

  it('goes on after its process was killed, and says so; a cancel and its removal take the checkpoint away', async () => {
    const flow = await deploy(training({ ...long, seed: '' }));
    const folder = join(flow.userDir, 'tensorwire/checkpoints');
    const files = () => (existsSync(folder) ? readdirSync(folder) : []);
    const kept = () => eventually('a checkpoint', () => files().some(name => !name.endsWith('.new')));
    const removed = () => eventually('no checkpoint', () => files().length === 0);
    flow.send('data', { payload: records(200) });
    await kept();
    const error = flow.error();
    process.kill(children()[0]!, 'SIGKILL');
    await error;
    await flow.redeploy(training({ ...long, seed: '' }));
    await flow.until('train', /^interrupted after epoch \d+\/1000000: the same message resumes it$/);
    flow.send('data', { payload: records(200) });
    await flow.until('train', /^epoch \d+\/1000000, resumed at \d+ · val loss/);
    const { epoch, resumedFrom } = (await flow.next('progress')).payload as { epoch: number; resumedFrom: number };
    assert.ok(resumedFrom >= 1 && epoch > resumedFrom);
    flow.send('train', { cancel: true });
    await removed();

    flow.send('data', { payload: records(200) });
    await kept();
    const again = flow.error();
    process.kill(children()[0]!, 'SIGKILL');
    await again;
    await flow.redeploy(training({ ...long, seed: '' }));
    await flow.until('train', /^interrupted/);
    flow.send('train', { cancel: true });
    await flow.until('train', 'cancelled');
    await removed();

    flow.send('data', { payload: records(200) });
    await kept();
    await flow.redeploy(tab());
    await removed();
  });

  describe('bad input', () => {
    it('no network, no dataset, wrong values', async () => {
      const flow = await deploy([...training(), node('data2', 'nn-dataset', ['train'], { target: 'kind' })]);
      assert.match((await flow.fails('data2', { payload: records(50) })).message, /^train: there is no network/);
      assert.match(
        (await flow.fails('train', { payload: 'hello' })).message,
        /^train: msg.payload must be a Dataset, received "hello"/,
      );
      assert.match((await flow.fails('train', { payload: undefined })).message, /must be a Dataset, received nothing/);
    });

    it('settings: at once and on every message', async () => {
      const flow = await deploy([
        ...tab(),
        node('epochs', 'nn-train', [[], []], { epochs: 0 }),
        node('loss', 'nn-train', [[], []], { name: '../x' }),
        node('algorithm', 'nn-optimizer', [], { algorithm: 'Magic' }),
        node('rate', 'nn-optimizer', [], { algorithm: 'SGD', learningRate: 'fast' }),
        node('engine', 'nn-train', [[], []], { engine: 'gone' }),
      ]);
      const expected = {
        epochs: /^train: epochs must be a whole number of at least 1, or auto, received 0/,
        loss: /name must be/,
        algorithm: /^optimizer: algorithm must be one of .*received "Magic"/,
        rate: /^optimizer: learningRate must be a number of at least 0, received "fast"/,
        engine: /^train: the engine configuration "gone" is missing/,
      };
      for (const [id, text] of Object.entries(expected)) {
        assert.match((await flow.fails(id, { payload: 1 })).message, text);
        assert.equal(flow.fill(id), 'red');
      }
    });

    it('a loss that becomes NaN', async () => {
      const flow = await deploy(
        training({ epochs: 50 }).map(n => (n.id === 'adam' ? { ...n, algorithm: 'SGD', learningRate: 1e30 } : n)),
      );
      const error = await flow.fails('data', { payload: records(100) });
      assert.equal(error.node, 'train');
      assert.match(error.message, /NaN|finite/);
      assert.match(error.message, /learning rate/);
    });
  });
});
