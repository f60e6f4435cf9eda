import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Caught, type Props, Tab } from './flows';
import { NodeRed, RELEASES } from './harness';

/**
 * Common mistakes, on a real Node-RED: each is an error of the right node, in a sentence that says where it is, what
 * was expected and what came. A catch node receives it, the flow keeps running, and no model is half written.
 */

const ROWS = Array.from({ length: 60 }, (_, i) => ({
  age: 20 + ((i * 7) % 40),
  income: 1000 + 37 * i,
  city: ['Bonn', 'Jena', 'Ulm'][i % 3]!,
  buys: i % 2 ? 'yes' : 'no',
}));
const CSV = `age,income,city,buys\n${ROWS.map(row => Object.values(row).join(',')).join('\n')}\n`;

interface Parts {
  readonly data?: Props;
  readonly input?: Props;
  readonly dense?: Props;
  readonly optimizer?: Props;
  readonly train?: Props;
}
/** From rows to a model, with some wrong settings. */
const line = (id: string, { data, input, dense, optimizer, train }: Parts = {}): Tab =>
  new Tab(id)
    .inject('go', 'data')
    .chain(
      [
        ['data', 'nn-dataset', { target: 'buys', seed: 1, ...data }],
        ['in', 'nn-input', input],
        ['dense', 'nn-dense', { units: 4, activation: 'relu', ...dense }],
        ['out', 'nn-output'],
        ['adam', 'nn-optimizer', { algorithm: 'Adam', ...optimizer }],
        ['train', 'nn-train', { name: id, epochs: 1, seed: 1, ...train }],
      ],
      ['model'],
      [],
    )
    .debug('model');
const alone = (id: string, type: string, props: Props = {}): Tab =>
  new Tab(id).inject('go', 'node').add('node', type, props, ['answer']).debug('answer');
const fromFile = (id: string, file: string) => line(id, { data: { source: 'file', file } });

interface Case {
  readonly title: string;
  readonly tab: Tab;
  /** what is sent to the first node; default: the rows */
  readonly message?: Props;
  /** the node that must report the error */
  readonly at: string;
  readonly says: RegExp;
}
const payload = (value: unknown): Props => ({ payload: value });

const CASES: Case[] = [
  {
    title: 'no target',
    tab: line('no-target', { data: { target: '' } }),
    at: 'data',
    says: /^dataset: target must be one of the columns "age", "income", "city", "buys", received nothing$/,
  },
  {
    title: 'a target that is no column',
    tab: line('wrong-target', { data: { target: 'Buy' } }),
    at: 'data',
    says: /^dataset: target must be one of the columns .*, received "Buy"; did you mean "buys"\?$/,
  },
  {
    title: 'a target with one class',
    tab: line('one-class'),
    message: payload(ROWS.map(row => ({ ...row, buys: 'yes' }))),
    at: 'data',
    says: /^dataset: column "buys" is a target with one class: "yes" in all 60 rows; there must be at least two/,
  },
  {
    title: 'a target that is all missing',
    tab: line('all-missing'),
    message: payload(ROWS.map(row => ({ ...row, buys: null }))),
    at: 'data',
    says: /^dataset: column "buys" has no values at all; remove it, or set its type to ignored$/,
  },
  {
    title: 'text where numbers were',
    tab: line('text'),
    message: payload(ROWS.map((row, i) => (i % 3 === 1 ? { ...row, age: `about ${i}` } : { ...row, age: i + 0.5 }))),
    at: 'data',
    says: /^dataset: column "age", row 2: expected a number, as in most rows, received "about 1"/,
  },
  {
    title: 'no rows in the message',
    tab: line('empty-list'),
    message: payload([]),
    at: 'data',
    says: /^dataset: has 0 rows$/,
  },
  {
    title: 'a header without rows',
    tab: line('header-only'),
    message: payload('age,buys\n'),
    at: 'data',
    says: /^dataset: has 0 rows/,
  },
  {
    title: 'something that is no data',
    tab: line('no-data'),
    message: payload(42),
    at: 'data',
    says: /^dataset: msg\.payload must be an array of records, CSV or JSON.*, received 42$/,
  },
  {
    title: 'a ragged CSV',
    tab: fromFile('ragged', 'ragged.csv'),
    at: 'data',
    says: /^dataset "ragged\.csv": row 31 has 5 values, the header has 4/,
  },
  {
    title: 'a file that is not there',
    tab: fromFile('no-file', 'nowhere.csv'),
    at: 'data',
    says: /^dataset "nowhere\.csv": .*(does not exist|not found)/,
  },
  {
    title: 'a folder in place of a file',
    tab: fromFile('folder', 'folder.csv'),
    at: 'data',
    says: /^dataset "folder\.csv": .*is a folder/,
  },
  {
    title: '2 GB of zeros',
    tab: fromFile('zeros', 'zeros.csv'),
    at: 'data',
    says: /^dataset "zeros\.csv": is not a text file/,
  },
  ...['Infinity', 'NaN'].map(value => ({
    title: `${value} in the data`,
    tab: new Tab(`data-${value}`)
      .inject('go', 'make')
      .add('make', 'function', { func: `msg.payload[11].income = ${value}; return msg;`, outputs: 1, libs: [] }, [
        'data',
      ])
      .add('data', 'nn-dataset', { target: 'buys' }, ['model'])
      .debug('model'),
    at: 'data',
    says: new RegExp(`^dataset: column "income", row 12: expected a number, received ${value}`),
  })),
  {
    title: 'a file without a name',
    tab: line('unnamed', { data: { source: 'file', file: '' } }),
    at: 'data',
    says: /^dataset: file must be the name of a file, received ""$/,
  },
  ...['0', '1.5', 'many'].map(units => ({
    title: `units ${units}`,
    tab: line(`units-${units.replace('.', '_')}`, { dense: { units } }),
    at: 'dense',
    says: new RegExp(`^dense: units must be a whole number of at least 1, received "?${units.replace('.', '\\.')}"?$`),
  })),
  {
    title: 'a name of its own for the node in the error',
    tab: line('named', { dense: { units: 0, name: 'first layer' } }),
    at: 'dense',
    says: /^first layer: units must be a whole number of at least 1, received 0$/,
  },
  {
    title: 'columns that an input does not find',
    tab: line('input-columns', { input: { columns: 'age, incom' } }),
    at: 'in',
    says: /^input: .*"incom".*did you mean "income"/,
  },
  {
    title: 'a merge of unequal shapes',
    tab: new Tab('unequal')
      .inject('go', 'data')
      .add('data', 'nn-dataset', { target: 'buys' }, ['in'])
      .add('in', 'nn-input', {}, ['left', 'right'])
      .add('left', 'nn-dense', { units: 4, name: 'left' }, ['merge'])
      .add('right', 'nn-dense', { units: 8, name: 'right' }, ['merge'])
      .add('merge', 'nn-merge', { layer: 'Add' }, ['out'])
      .chain(
        [
          ['out', 'nn-output'],
          ['train', 'nn-train', { name: 'unequal' }],
        ],
        ['model'],
        [],
      )
      .debug('model'),
    at: 'merge',
    says: /^(merge|add): .*\b4\b.*\b8\b/i,
  },
  {
    title: 'a layer before any input',
    tab: new Tab('no-input').inject('go', 'data').chain([
      ['data', 'nn-dataset', { target: 'buys' }],
      ['dense', 'nn-dense', { units: 4 }],
    ]),
    at: 'dense',
    says: /^dense: there is no network on the message\. Put an input node before this one$/,
  },
  {
    title: 'training without a network',
    tab: new Tab('no-network')
      .inject('go', 'data')
      .chain(
        [
          ['data', 'nn-dataset', { target: 'buys' }],
          ['train', 'nn-train', { name: 'no-network' }],
        ],
        ['model'],
        [],
      )
      .debug('model'),
    at: 'train',
    says: /^train: there is no network on the message\. Put an input node before this one$/,
  },
  {
    title: 'training without data',
    tab: alone('no-dataset', 'nn-train', { name: 'no-dataset' }),
    at: 'node',
    says: /^train: msg\.payload must be a Dataset, received an array of 60$/,
  },
  {
    title: 'a loss that becomes NaN',
    tab: line('nan', {
      data: { target: 'income' },
      optimizer: { algorithm: 'SGD', learningRate: 1e30 },
      train: { epochs: 20 },
    }),
    at: 'train',
    says: /^train: the loss became (NaN|Infinity|infinite) .*epoch \d.*learning rate/,
  },
  {
    title: 'a loss that does not suit the target',
    tab: line('loss', { train: { loss: 'MeanSquaredErrors' } }),
    at: 'train',
    says: /^train: loss must be one of .*MeanSquaredError.*, received "MeanSquaredErrors"$/,
  },
  {
    title: 'epochs that are no number',
    tab: line('epochs', { train: { epochs: 'a few' } }),
    at: 'train',
    says: /^train: epochs must be a whole number of at least 1, or auto, received "a few"$/,
  },
  {
    title: 'a model name that leads out of the store, at training',
    tab: line('name', { train: { name: '../evil' } }),
    at: 'train',
    says: /^train: .*name.*"\.\.\/evil"/,
  },
  {
    title: 'prediction without a model',
    tab: alone('no-model', 'nn-predict'),
    at: 'node',
    says: /^predict: there is no model yet\. Send it a Model first/,
  },
  {
    title: 'prediction with a model that is not in the store',
    tab: alone('unknown', 'nn-predict', { model: 'nobody@champion' }),
    at: 'node',
    says: /^predict: store: there is no model "nobody"/,
  },
  ...(['load', 'delete', 'promote', 'export'] as const).map(action => ({
    title: `a store name with ../, ${action}`,
    tab: alone(`escape-${action}`, 'nn-model', { action, name: '../../etc', alias: 'champion' }),
    at: 'node',
    says: /^model: .*name.*received "\.\.\/\.\.\/etc"/,
  })),
  {
    title: 'a store name with ../ from a message',
    tab: alone('escape-message', 'nn-predict'),
    message: { payload: ROWS[0], model: '../secret' },
    at: 'node',
    says: /^predict: .*name.*received "\.\.\/secret"/,
  },
  {
    title: 'saving what is no model',
    tab: alone('save-rows', 'nn-model', { action: 'save', name: 'rows' }),
    at: 'node',
    says: /^model: msg\.payload must be a Model, received an array of 60$/,
  },
  {
    title: 'importing what is no model',
    tab: alone('import-text', 'nn-model', { action: 'import', file: 'ragged.csv' }),
    at: 'node',
    says: /^model: .*ragged\.csv/,
  },
  {
    title: 'evaluating without data',
    tab: alone('evaluate', 'nn-evaluate'),
    at: 'node',
    says: /^evaluate: msg\.payload must be a Model, received an array of 60$/,
  },
];

/** A tab without mistakes: it trains, saves and predicts. */
const good = line('good', { train: { epochs: 3 } })
  .add('save', 'nn-model', { action: 'save' }, ['predict', 'saved'])
  .debug('saved')
  .add('predict', 'nn-predict', {}, ['answer'])
  .debug('answer')
  .inject('ask', 'predict')
  .inject('load', 'loading')
  .add('loading', 'nn-model', { action: 'load', name: 'good' }, ['loaded'])
  .debug('loaded');
good.nodes.find(node => node.id === 'good-train')!.wires = [['good-save'], []];

describe('bad input', () => {
  let red: NodeRed;
  const models = () => join(red.userDir, 'tensorwire/models');
  const error = async (tab: string) => (await red.said(`${tab}-error`, 20_000)).value as Caught;

  before(async function () {
    this.timeout(300_000);
    red = await NodeRed.start(RELEASES[0]!);
    writeFileSync(join(red.userDir, 'ragged.csv'), CSV.replace(/(?<=^(?:.*\n){31})(.*)$/m, '$1,surplus'));
    mkdirSync(join(red.userDir, 'folder.csv'));
    writeFileSync(join(red.userDir, 'zeros.csv'), '');
    truncateSync(join(red.userDir, 'zeros.csv'), 2 * 2 ** 30);
    await red.deploy([...CASES.map(c => c.tab), good].flatMap(tab => tab.nodes));
  });
  after(() => red?.stop());

  for (const { title, tab, message = payload(ROWS), at, says } of CASES)
    it(title, async () => {
      await red.inject(tab.named('go'), message);
      const caught = await error(tab.id);
      assert.match(caught.message, says);
      assert.equal(caught.node, tab.named(at));
      assert.equal(red.status.get(tab.named(at))?.fill, 'red');
      assert.ok(!red.debug.some(m => m.from === tab.named('model')), 'no model comes of it');
    });

  it('the flow is alive: it trains, saves and answers', async () => {
    await red.inject('good-go', payload(ROWS));
    assert.equal(((await red.said('good-saved')).value as { version: number }).version, 1);
    await red.inject('good-ask', payload(ROWS[0]));
    assert.equal(((await red.said('good-answer')).value as { target: string }).target, 'buys');
    assert.deepEqual(readdirSync(models()), ['good'], 'and nothing else was written');
    assert.deepEqual(red.trainings(), []);
  });

  const ask = (rows: unknown) => red.inject('good-ask', payload(rows));
  it('a record without a column that the model knows', async () => {
    const { age: _, ...rest } = ROWS[0]!;
    await ask([ROWS[1], rest]);
    assert.deepEqual(await error('good'), {
      message: 'predict: payload: column "age", row 2: is missing; give null where the value is not known',
      node: 'good-predict',
    });
  });
  it('a record with a text where the model knows numbers', async () => {
    await ask({ ...ROWS[0], income: 'a lot' });
    assert.match((await error('good')).message, /^predict: .*column "income", row 1: expected a .*, received "a lot"$/);
  });
  it('a category that training never saw is answered, with a warning', async () => {
    const before = red.log.length;
    await ask({ ...ROWS[0], city: 'Atlantis' });
    await red.said('good-answer');
    assert.match(red.log.slice(before), /column "city": "Atlantis" was never seen in training/);
  });

  const file = (name: string) => join(models(), 'good/1', name);
  const tamperWith = (name: string, change: (bytes: Buffer) => Buffer) => {
    const whole = readFileSync(file(name));
    writeFileSync(file(name), change(Buffer.from(whole)));
    return () => writeFileSync(file(name), whole);
  };
  for (const name of ['model.onnx', 'weights.bin', 'pipeline.json', 'card.json', 'model.json'])
    it(`a truncated and a tampered ${name}`, async () => {
      const ways = [
        (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
        (bytes: Buffer) => {
          const at = bytes.length - 20;
          bytes[at] = bytes[at]! ^ 1;
          return bytes;
        },
      ];
      for (const way of ways) {
        const mend = tamperWith(name, way);
        await red.inject('good-load');
        const caught = await error('good');
        assert.equal(caught.node, 'good-loading');
        assert.match(caught.message, new RegExp(`^model: .*good:1.*${name.replace('.', '\\.')}`));
        mend();
      }
      await red.inject('good-load');
      assert.equal(((await red.said('good-loaded')).value as { model: string }).model, 'good');
    });

  it('leaves nothing in the log that is not a sentence', () => {
    assert.doesNotMatch(red.log, /TypeError|ReferenceError|undefined|\[object Object\]|^\s+at /m);
  });
});
