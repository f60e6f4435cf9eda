import assert from 'node:assert/strict';
import type { Message } from '../../nodes/shared/message';
import { type Dataset, Model } from '../../src';
import { catcher, deploy, end, eventually, type FlowNode, node, type Running } from './flow';

/** Wiring mistakes: the error says what is wrong, with the remedy, once. */

const flowOf = (...nodes: FlowNode[]): FlowNode[] => [{ id: 'tab', type: 'tab' }, catcher(), ...nodes, end()];
const rows = Array.from({ length: 60 }, (_, i) => ({
  ...{ a: i % 10, b: (i * 7) % 5, species: ['p', 'q', 'r'][i % 3]!, code: i % 3, price: i / 7 },
}));
const data = (id: string, to: string[], target = 'species', more: object = {}) =>
  node(id, 'nn-dataset', to, { target, ...more });
const without = (...names: string[]) => ({ columns: names.map(name => ({ name, type: 'ignored' })) });
const trainer = (more: object = {}) => node('train', 'nn-train', [['end'], ['progress']], { epochs: 3, ...more });

describe('mistakes of wiring', () => {
  let flow: Running;
  afterEach(() => flow.stop());

  it('a missing output node is named, and where it goes', async () => {
    for (const [target, why] of [
      [
        'species',
        /^train: hidden: no output node follows, and this layer does not suit the 3 classes of target species \(p, q, r\): its activation must be softmax, received relu\. Put an output node after it, which adds the last layer that the target needs$/,
      ],
      [
        'price',
        /^train: hidden: no output node follows, and this layer does not suit the number target price: its units must be 1, received 8\. Put an output node after it/,
      ],
    ] as const) {
      const hidden = node('dense', 'nn-dense', ['train'], { units: 8, activation: 'relu', name: 'hidden' });
      flow = await deploy(flowOf(data('data', ['in'], target), node('in', 'nn-input', ['dense']), hidden, trainer()));
      assert.match((await flow.fails('data', { payload: rows })).message, why);
      if (target === 'species') await flow.stop();
    }
  });

  it('two datasets for one network are named', async () => {
    const fork = node('fork', 'junction', ['data', 'other']);
    const tail = [node('out', 'nn-output', ['train']), trainer()];
    flow = await deploy(
      flowOf(
        fork,
        data('data', ['in']),
        data('other', ['in'], 'species', without('b')),
        node('in', 'nn-input', ['out']),
        ...tail,
      ),
    );
    assert.match(
      (await flow.fails('fork', { payload: rows })).message,
      /^train: its branches bring two datasets, "payload" \(60 rows; a, b, code, price\) and "payload" \(60 rows; a, code, price\), and/,
    );
    await flow.stop();
    flow = await deploy(
      flowOf(
        fork,
        data('data', ['in']),
        data('other', ['in2'], 'species', without('b')),
        node('in', 'nn-input', ['merge']),
        node('in2', 'nn-input', ['merge']),
        node('merge', 'nn-merge', ['out'], { layer: 'Concatenate' }),
        ...tail,
      ),
    );
    assert.match(
      (await flow.fails('fork', { payload: rows })).message,
      /^merge: its branches bring two datasets, "payload" \(60 rows; .*\) and .*, and a network is trained on one\. Join their columns before one dataset node/,
    );
  });

  for (const progressAs of ['object', 'chart'])
    for (const type of [
      'nn-evaluate',
      'nn-predict',
      'nn-train',
      'nn-model',
      'nn-input',
      'nn-dense',
      'nn-merge',
      'nn-dataset',
    ])
      it(`progress (${progressAs}) wired to ${type} is one error, with the right output`, async () => {
        const target = node('progress', type, [], { name: type === 'nn-train' ? 'second' : '' });
        flow = await deploy(
          flowOf(
            data('data', ['in']),
            node('in', 'nn-input', ['out']),
            node('out', 'nn-output', ['train']),
            trainer({ progressAs, progressEvery: 'epoch' }),
            target,
          ),
        );
        const errors = flow.all('caught-tab');
        const trained = flow.next();
        flow.send('data', { payload: rows });
        await trained;
        await eventually('an error', () => errors.length > 0);
        await new Promise(resolve => setTimeout(resolve, 50));
        assert.equal(errors.length, 1);
        assert.match(
          (errors[0]!.error as { message: string }).message,
          /what comes is the progress of a training, from the second output of train.*Wire the first output of train to this node/,
        );
        assert.equal(flow.fill('progress'), 'red');
      });

  it('a loop is an error for each message, whatever the shapes, and no message runs on', async () => {
    for (const units of [6, 8]) {
      flow = await deploy(
        flowOf(
          data('data', ['in']),
          node('in', 'nn-input', ['first']),
          node('first', 'nn-dense', ['second'], { units: 8 }),
          node('second', 'nn-dense', ['first', 'out'], { units }),
          node('out', 'nn-output', ['train']),
          trainer(),
        ),
      );
      const { message, node: at } = await flow.fails('data', { payload: rows });
      assert.equal(at, 'first');
      assert.equal(message, 'dense: the wires lead back to this node: a network must not contain a loop');
      if (units === 6) await flow.stop();
    }
  });

  it('a loop that no wire shows is told where the shapes change', async () => {
    const pass = node('pass', 'helper', []);
    flow = await deploy(
      flowOf(
        data('data', ['in']),
        node('in', 'nn-input', ['first']),
        node('first', 'nn-dense', ['pass'], { units: 8 }),
        pass,
      ),
    );
    const passed = flow.next('pass');
    flow.send('data', { payload: rows });
    const error = await flow.fails('first', await passed);
    assert.equal(error.message, 'dense: the wires lead back to this node: a network must not contain a loop');
  });
});

describe('targets that can be meant in two ways', () => {
  let flow: Running;
  afterEach(() => flow.stop());

  it('0, 1, 2 are classes where the task says so, and answers name them', async () => {
    flow = await deploy(
      flowOf(
        data('data', ['in'], 'code', without('species', 'price')),
        node('in', 'nn-input', ['dense']),
        node('dense', 'nn-dense', ['out'], { units: 16, activation: 'relu' }),
        node('out', 'nn-output', ['train'], { task: 'classification' }),
        trainer({ epochs: 60 }),
        node('predict', 'nn-predict', ['end'], { output: 'label' }),
        node('evaluate', 'nn-evaluate', ['end']),
        node('progress', 'helper', []),
      ),
    );
    const model = (await flow.ask('data', { payload: rows })) as Message & { payload: Model };
    assert.ok(Model.is(model.payload));
    assert.deepEqual(
      [model.payload.task, model.payload.body.pipeline!.targets[0]!.classes],
      ['classification', ['0', '1', '2']],
    );
    const { payload: report } = await flow.ask('evaluate', model);
    assert.ok('accuracy' in (report as { data: { metrics: object } }).data.metrics);
    flow.send('predict', model);
    const { payload: answer } = await flow.ask('predict', { payload: { a: 4, b: 3 } });
    assert.ok(['0', '1', '2'].includes(answer as string), `${answer}`);
  });

  it('few whole numbers as a quantity come with a hint', async () => {
    flow = await deploy(flowOf(data('data', ['end'], 'code')));
    const { payload } = (await flow.ask('data', { payload: rows })) as Message & { payload: Dataset };
    assert.deepEqual(payload.body.findings.warnings, [
      'column "code": has 3 different whole numbers (0, 1, 2) and is predicted as a quantity; if they are classes, set its type to category, or the task of the output node to classification',
    ]);
    await flow.stop();
    const columns = [{ name: 'code', type: 'integer' }];
    flow = await deploy(flowOf(data('data', ['end'], 'code', { columns })));
    const told = (await flow.ask('data', { payload: rows })) as Message & { payload: Dataset };
    assert.deepEqual(told.payload.body.findings.warnings, []);
  });
});
