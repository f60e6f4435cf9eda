import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../nodes/shared/message';
import {
  addOutput,
  appendLayer,
  chooseEngine,
  createPredictor,
  type Dataset,
  emptyNetwork,
  Model,
  ModelBody,
  makeDataset,
  openStore,
  Report,
  readTable,
  resolveNetwork,
  Tensor,
  train,
} from '../../src';
import { closeServers, serving } from '../open-inference/peer';
import { catcher, deploy, end, eventually, type FlowNode, node } from './flow';

const flowOf = (...nodes: FlowNode[]): FlowNode[] => [{ id: 'tab', type: 'tab' }, catcher(), ...nodes, end()];
const records = Array.from({ length: 150 }, (_, i) => ({
  size: i % 10,
  colour: ['red', 'green', 'blue'][i % 3]!,
  kind: i % 10 > 4 ? 'big' : 'small',
}));

/** A model that tells big from small, trained in this process. */
async function trained(name: string, rows: object[], seed = 1): Promise<{ model: Model; dataset: Dataset }> {
  const dataset = await makeDataset(await readTable({ records: rows }), { targets: ['kind'], seed: 1 });
  const start = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  const network = appendLayer(start, { id: 'last', className: 'Dense', args: { units: 1, activation: 'sigmoid' } });
  const ended = resolveNetwork(addOutput(network, { call: network.heads[0]! }), dataset.pipeline, {
    loss: 'auto',
    metrics: 'auto',
  });
  const body = await train(
    {
      run: 'run',
      model: name,
      network: ended,
      optimizer: { className: 'Adam', args: { learningRate: 0.05 } },
      epochs: 40,
      batchSize: 16,
      shuffle: true,
      earlyStopping: false,
      patience: 5,
      reduceOnPlateau: false,
      classWeight: 'none',
      seed,
      engine: 'wasm',
      resolveFrom: [],
      loss: 'auto',
      metrics: 'auto',
    },
    dataset,
    await chooseEngine({ name: 'wasm' }),
  );
  return { model: new Model(name, null, body), dataset };
}

describe('using a model', function () {
  this.timeout(30_000);
  let model: Model;
  let other: Model;
  let opposite: Model;
  let dataset: Dataset;
  before(async () => {
    ({ model, dataset } = await trained('sizes', records));
    const opposites = records.map(r => ({ ...r, kind: r.kind === 'big' ? 'small' : 'big' }));
    ({ model: opposite } = await trained('upside down', opposites));
    ({ model: other } = await trained('others', records, 2));
  });
  const engine = node('engine', 'nn-engine', [], { engine: 'wasm' });
  delete (engine as Partial<FlowNode>).wires;
  delete (engine as Partial<FlowNode>).x;

  describe('nn-predict', () => {
    const predict = (more: Partial<FlowNode> = {}) => flowOf(node('predict', 'nn-predict', ['end'], more));

    it('answers one record, an array of them, arrays, a dataset and a tensor', async () => {
      const flow = await deploy(predict());
      flow.send('predict', { payload: model });
      await flow.until('predict', 'sizes');
      const one = await flow.ask('predict', { payload: { size: 9, colour: 'red' }, topic: 'kept' });
      const answer = one.payload as { target: string; label: string; probability: number };
      assert.deepEqual([answer.target, answer.label, one.topic], ['kind', 'big', 'kept']);
      assert.ok(answer.probability > 0.5);
      const labels = async (payload: unknown) =>
        ((await flow.ask('predict', { payload })).payload as { label: string }[]).map(a => a.label);
      assert.deepEqual(
        await labels([
          { size: 9, colour: 'red' },
          { size: 0, colour: 'blue' },
        ]),
        ['big', 'small'],
      );
      assert.deepEqual(
        await labels([
          [9, 'red'],
          [0, 'blue'],
        ]),
        ['big', 'small'],
      );
      assert.equal((await labels(dataset)).length, 150);
    });

    it('says how sure it is; with route, what is not sure leaves by the second output', async () => {
      const { card, network, weights, pipeline, onnx } = model.body;
      const without = new Model('untold', null, new ModelBody(card, network, weights, pipeline, onnx));
      const cases: readonly [Model, string[][], boolean][] = [
        [model, [['end'], []], true],
        [without, [[], ['end']], false],
      ];
      for (const [given, wires, isSure] of cases) {
        const flow = await deploy(predict({ confidence: '0.9', route: true, wires }));
        flow.send('predict', { payload: given });
        await flow.until('predict', given.model);
        const { payload } = await flow.ask('predict', { payload: { size: 9, colour: 'red' } });
        const { label, set, sure } = payload as { label: string; set: string[] | null; sure: boolean };
        assert.deepEqual([label, set, sure], ['big', isSure ? ['big'] : null, isSure]);
        await flow.stop();
      }
    });

    it('a confidence that is none, or a route without one, is an error at once', async () => {
      for (const [settings, said] of [
        [{ confidence: '90' }, /confidence must be a number between 0 and 1, such as 0.9, received "90"/],
        [{ confidence: 1 }, /confidence must be a number between 0 and 1/],
        [{ route: true }, /route needs a confidence, such as 0.9/],
        [{ widest: 3 }, /widest needs a confidence/],
      ] as const) {
        const flow = await deploy(predict(settings));
        const { message } = await flow.fails('predict', { payload: { size: 9, colour: 'red' } });
        assert.match(message, said);
        await flow.stop();
      }
    });

    it('gives labels or the raw tensor, from and to the properties that are set', async () => {
      const flow = await deploy(predict({ output: 'label', property: 'ask.row', result: 'ask.answer' }));
      flow.send('predict', { ask: { row: model } });
      await flow.until('predict', 'sizes');
      const ask = { row: { size: 9, colour: 'red' }, own: 1 };
      const message = await flow.ask('predict', { payload: 'kept', ask });
      assert.deepEqual(message.ask, { ...ask, answer: 'big' });
      assert.equal(message.payload, 'kept');

      await flow.stop();
      const raw = await deploy(predict({ output: 'tensor' }));
      raw.send('predict', { payload: model });
      const tensor = (
        await raw.ask('predict', {
          payload: [
            { size: 9, colour: 'red' },
            { size: 1, colour: 'red' },
          ],
        })
      ).payload;
      assert.deepEqual(Tensor.expect(tensor, 'payload').shape, [2, 1]);
    });

    it('loses no message while a model takes the place of another, and keeps their order', async () => {
      const flow = await deploy(predict({ output: 'label' }));
      const answers = flow.all();
      const row = { size: 9, colour: 'red' };
      flow.send('predict', { payload: model });
      for (let i = 0; i < 50; i++) {
        if (i === 10) flow.send('predict', { payload: other });
        if (i === 20) flow.send('predict', { payload: model });
        flow.send('predict', { payload: row, round: i });
        if (i % 7 === 0) await new Promise(resolve => setImmediate(resolve));
      }
      await eventually('all were answered', () => answers.length === 50);
      assert.deepEqual(
        answers.map(a => a.round),
        [...Array(50).keys()],
      );
      assert.ok(answers.every(a => a.payload === 'big'));
    });

    it('a server answers for a model that came by message, also after a deploy', async () => {
      const predictor = await createPredictor(model, { engine: 'wasm' });
      const { url } = await serving(predictor);
      const server: FlowNode = { id: 'server', type: 'nn-server', address: url };
      const asking = (more: object) => [server, ...predict({ output: 'label', server: 'server', ...more })];
      const flow = await deploy(asking({}));
      flow.send('predict', { payload: model });
      for (const next of [{ x: 7 }, { output: 'scores' }, { reasons: 0, fallback: false }]) {
        await flow.until('predict', /^sizes/);
        assert.ok((await flow.ask('predict', { payload: records[0]! })).payload);
        await flow.redeploy(asking(next));
      }
      assert.equal((await flow.ask('predict', { payload: records[0]! })).payload, 'small');
      await flow.stop();
      await closeServers();
      await predictor.dispose();
    });

    it('loads a model of the store by name, alias and version, and follows an alias that moves', async () => {
      const flow = await deploy([
        ...predict({ model: 'sizes@champion', output: 'label' }),
        node('byName', 'nn-predict', ['end'], { model: 'sizes' }),
      ]);
      await flow.until('byName', /there is no model/);
      const missing = await flow.fails('predict', { payload: { size: 1, colour: 'red' } });
      assert.match(missing.message, /there is no model "sizes"/);
      const store = openStore(join(flow.userDir, 'tensorwire/models'));
      await store.save(model);
      await store.promote('sizes', 1, 'champion');
      await flow.until('byName', 'sizes v1'); // before any message
      assert.equal((await flow.ask('predict', { payload: { size: 9, colour: 'red' } })).payload, 'big');
      await flow.until('predict', /^sizes v1/);
      await store.save(new Model('sizes', null, other.body));
      await store.promote('sizes', 2, 'champion');
      await flow.ask('predict', { payload: { size: 9, colour: 'red' } });
      await flow.until('predict', /^sizes v2/);
      const [named] = (await flow.ask('byName', { payload: [{ size: 9, colour: 'red' }] })).payload as {
        label: string;
      }[];
      assert.equal(named!.label, 'big');
    });

    it('answers each message with the model that it names or brings', async () => {
      const flow = await deploy(predict({ output: 'label' }));
      const store = openStore(join(flow.userDir, 'tensorwire/models'));
      await store.save(model);
      await store.save(opposite);
      const answers = flow.all();
      for (let i = 0; i < 20; i++)
        flow.send('predict', {
          payload: { size: 9, colour: 'red' },
          model: i % 2 ? 'upside down' : 'sizes',
          odd: i % 2,
        });
      flow.send('predict', { payload: { size: 9, colour: 'red' }, model, odd: 0 });
      await eventually('all were answered', () => answers.length === 21);
      assert.ok(answers.every(a => a.payload === (a.odd ? 'small' : 'big')));
    });

    it('closes no model that a message waits for, however many are named at once', async () => {
      const flow = await deploy(predict({ output: 'label' }));
      const store = openStore(join(flow.userDir, 'tensorwire/models'));
      const names = Array.from({ length: 10 }, (_, i) => `sizes ${i}`);
      for (const name of names) await store.save(new Model(name, null, model.body));
      const answers = flow.all();
      for (const name of names) flow.send('predict', { payload: { size: 9, colour: 'red' }, model: name });
      await eventually('all were answered', () => answers.length === names.length);
      assert.ok(answers.every(({ payload }) => payload === 'big'));
    });

    it('loads what the JSON summary of a saved model names', async () => {
      const flow = await deploy(predict({ output: 'label' }));
      const saved = await openStore(join(flow.userDir, 'tensorwire/models')).save(model);
      flow.send('predict', { payload: JSON.parse(JSON.stringify(saved)) });
      await flow.until('predict', /^sizes v1/);
      assert.equal((await flow.ask('predict', { payload: { size: 9, colour: 'red' } })).payload, 'big');
      assert.match(
        (await flow.fails('predict', { payload: JSON.parse(JSON.stringify(model)) })).message,
        /was not saved/,
      );
    });

    it('bad input: no model, a missing column, an unseen category, text for a number', async () => {
      const flow = await deploy(predict());
      const none = await flow.fails('predict', { payload: { size: 1, colour: 'red' } });
      assert.deepEqual([none.node, /^predict: there is no model yet/.test(none.message)], ['predict', true]);
      flow.send('predict', { payload: model });
      await flow.until('predict', 'sizes');
      assert.match((await flow.fails('predict', { payload: { colour: 'red' } })).message, /size/);
      assert.match(
        (
          await flow.fails('predict', {
            payload: [
              { size: 1, colour: 'red' },
              { size: 'wide', colour: 'red' },
            ],
          })
        ).message,
        /"?size"?.*row|row.*"?size/,
      );
      const warned: string[] = [];
      flow.node('predict').warn = text => warned.push(String(text));
      const unseen = (await flow.ask('predict', { payload: { size: 9, colour: 'violet' } })).payload as {
        label: string;
      };
      assert.equal(unseen.label, 'big');
      assert.match(warned.join(), /^predict: column "colour": /);
      assert.match((await flow.fails('predict', { payload: undefined })).message, /received nothing|undefined|records/);
      // and it goes on working
      assert.equal(
        ((await flow.ask('predict', { payload: { size: 0, colour: 'red' } })).payload as { label: string }).label,
        'small',
      );
      await flow.until('predict', /^sizes/);
      assert.equal(flow.fill('predict'), 'green', 'the error is no longer shown');
    });
  });

  describe('nn-evaluate', () => {
    it('reports on rows that training never saw, with the baseline', async () => {
      const flow = await deploy(flowOf(node('evaluate', 'nn-evaluate', ['end'])));
      const message = await flow.ask('evaluate', { payload: model, dataset });
      const { data } = Report.expect(message.payload, 'payload');
      assert.equal(data.rows, dataset.indices('test').length);
      assert.equal(data.split, 'test');
      assert.ok(data.metrics.accuracy! > data.baseline.accuracy!);
      assert.match(flow.status('evaluate'), /^accuracy 0\.\d+ \(baseline 0\.\d+\)|^accuracy 1\.000/);
    });
    it('on payload judges all rows with msg.model', async () => {
      const flow = await deploy(flowOf(node('evaluate', 'nn-evaluate', ['end'], { on: 'payload' })));
      const { payload } = await flow.ask('evaluate', { payload: dataset, model });
      assert.equal((payload as Report).data.rows, 150);
    });
    it('says what is missing', async () => {
      const flow = await deploy(flowOf(node('evaluate', 'nn-evaluate', ['end'])));
      assert.match(
        (await flow.fails('evaluate', { payload: 3 })).message,
        /^evaluate: msg.payload must be a Model, received 3/,
      );
      assert.match(
        (await flow.fails('evaluate', { payload: model })).message,
        /^evaluate: msg.dataset must be a Dataset, received nothing/,
      );
    });
  });

  describe('nn-model', () => {
    const action = (id: string, more: Partial<FlowNode> = {}) => node(id, 'nn-model', ['end'], { action: id, ...more });
    const actions = (...more: Partial<FlowNode>[]) =>
      flowOf(
        ...['load', 'save', 'list', 'promote', 'delete', 'export', 'import'].map(a =>
          action(a, a === 'promote' ? { alias: 'champion' } : {}),
        ),
        ...(more as FlowNode[]),
      );

    it('saves, lists, promotes, loads, exports, imports and deletes', async () => {
      const flow = await deploy(actions(action('saveAs', { action: 'save', name: 'other name', alias: 'challenger' })));
      const saved = (await flow.ask('save', { payload: model, topic: 'kept' })) as Message & { payload: Model };
      assert.deepEqual([saved.payload.model, saved.payload.version, saved.topic], ['sizes', 1, 'kept']);
      await flow.ask('saveAs', { payload: model });
      await flow.ask('promote', { model: 'sizes:1' });
      const list = (await flow.ask('list', {})).payload as { model: string; version: number; aliases: string[] }[];
      assert.deepEqual(
        list.map(l => [l.model, l.version, l.aliases]),
        [
          ['other name', 1, ['challenger']],
          ['sizes', 1, ['champion']],
        ],
      );
      assert.ok(Model.is((await flow.ask('load', { model: 'sizes@champion' })).payload));
      const bytes = (await flow.ask('export', { model: 'sizes:1' })).payload as Buffer;
      assert.ok(Buffer.isBuffer(bytes));
      assert.equal(((await flow.ask('import', { payload: bytes })).payload as Model).version, 2);
      const left = (await flow.ask('delete', { model: 'sizes:1' })).payload as { model: string; version: number }[];
      assert.deepEqual(
        left.map(l => `${l.model}:${l.version}`),
        ['other name:1', 'sizes:2'],
      );
    });

    it('keeps models in the folder of an nn-store, exports to and imports from a file', async () => {
      const store: FlowNode = { id: 'store', type: 'nn-store', folder: 'my models' };
      const flow = await deploy([
        store,
        ...flowOf(
          action('save', { store: 'store' }),
          action('export', { store: 'store', name: 'sizes', file: 'sizes.zip' }),
          action('import', { file: 'sizes.zip', name: 'again' }),
        ),
      ]);
      await flow.ask('save', { payload: model });
      assert.ok(readFileSync(join(flow.userDir, 'my models/sizes/1/card.json'), 'utf8').includes('kind'));
      const file = (await flow.ask('export', {})).payload as string;
      assert.equal(file, join(flow.userDir, 'sizes.zip'));
      assert.equal(((await flow.ask('import', {})).payload as Model).model, 'again');
    });

    it('an export that TensorFlow.js would not read as it is meant warns, with the reasons', async () => {
      const flow = await deploy(actions());
      const { card, pipeline, onnx } = model.body;
      const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [3] } });
      const args = { activation: 'hard_sigmoid' };
      const network = appendLayer(input, { id: 'gate', className: 'Activation', label: 'gate', args });
      const gated = new Model('gated', null, new ModelBody(card, network, {}, pipeline, onnx));
      await flow.ask('save', { payload: gated });
      const warned: string[] = [];
      flow.node('export').warn = text => warned.push(String(text));
      await flow.ask('export', { model: 'gated' });
      await flow.until('export', 'gated · not for TensorFlow.js');
      assert.equal(warned.length, 1);
      assert.match(
        warned[0]!,
        /gated v1 has keras\.json instead of model\.json.*gate: TensorFlow\.js has no hard_sigmoid/,
      );
      await flow.ask('save', { payload: model });
      await flow.ask('export', { model: 'sizes' });
      await flow.until('export', 'sizes');
      assert.equal(warned.length, 1);
    });

    it('bad input: names that leave the store, files that were cut or changed, what is not there', async () => {
      const flow = await deploy(actions(action('away', { action: 'save', name: '../../away' })));
      assert.match((await flow.fails('away', { payload: model })).message, /name must be/);
      assert.match((await flow.fails('load', { model: '../x' })).message, /name must be/);
      assert.match((await flow.fails('delete', { model: '../..' })).message, /name must be/);
      assert.match((await flow.fails('load', { model: 'nobody' })).message, /there is no model "nobody"/);
      assert.match((await flow.fails('load', {})).message, /^model: name must be the name of a model/);
      assert.match((await flow.fails('save', { payload: 'x' })).message, /must be a Model/);
      assert.match((await flow.fails('import', { payload: Buffer.from('no zip') })).message, /./);
      assert.match(
        (await flow.fails('import', { payload: 'text' })).message,
        /msg.payload must be the bytes of a model/,
      );
      await flow.ask('save', { payload: model });
      await flow.ask('save', { payload: model });
      const folder = join(flow.userDir, 'tensorwire/models/sizes');
      truncateSync(join(folder, '1/weights.bin'), 5);
      assert.match((await flow.fails('load', { model: 'sizes:1' })).message, /weights\.bin/);
      const onnx = join(folder, '2/model.onnx');
      const bytes = readFileSync(onnx);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(onnx, bytes);
      assert.match((await flow.fails('load', { model: 'sizes:2' })).message, /model\.onnx/);
    });

    it('an unwritable folder is an error of the node', async () => {
      const flow = await deploy([
        { id: 'store', type: 'nn-store', folder: 'file/models' },
        ...flowOf(action('save', { store: 'store' })),
      ]);
      mkdirSync(flow.userDir, { recursive: true });
      writeFileSync(join(flow.userDir, 'file'), 'not a folder');
      const error = await flow.fails('save', { payload: model });
      assert.equal(error.node, 'save');
    });
  });
});
