import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Dataset, Tensor } from '../../src';
import { catcher, deploy, end, eventually, type FlowNode } from './flow';

const node = (id: string, type: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type,
  z: 'tab',
  x: 100,
  y: 100,
  wires: [['end']],
  ...more,
});
const flowOf = (...nodes: FlowNode[]): FlowNode[] => [{ id: 'tab', type: 'tab' }, catcher(), ...nodes, end()];
const dataset = (more: Partial<FlowNode> = {}) => flowOf(node('data', 'nn-dataset', { target: 'y', ...more }));
const rows = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ a: i, b: i % 3 === 0 ? 'x' : 'z', y: i % 2 ? 'yes' : 'no' }));
const csv = (n: number) =>
  `a,b,y\n${rows(n)
    .map(r => `${r.a},${r.b},${r.y}`)
    .join('\n')}\n`;
const features = Array.from({ length: 20 }, (_, i) => [i, i * 2, 1]);

describe('nn-dataset', () => {
  it('takes records, CSV, JSON, JSON lines, Buffers and nested arrays, of other realms too', async () => {
    const flow = await deploy(dataset());
    const made = async (payload: unknown) => Dataset.expect((await flow.ask('data', { payload })).payload, 'payload');
    const [first] = rows(30);
    const split = { columns: Object.keys(first!), index: [...rows(30).keys()], data: rows(30).map(Object.values) };
    const ways: unknown[] = [
      rows(30),
      split,
      JSON.stringify(split),
      runInNewContext(`(${JSON.stringify(split)})`),
      csv(30),
      Buffer.from(csv(30)),
      JSON.stringify(rows(30)),
      rows(30)
        .map(r => JSON.stringify(r))
        .join('\n'),
      runInNewContext(`(${JSON.stringify(rows(30))})`),
    ];
    for (const way of ways) {
      const { pipeline, rows: n } = await made(way);
      assert.deepEqual(
        [n, pipeline.features.map(f => f.name), pipeline.targets[0]!.classes],
        [30, ['a', 'b'], ['no', 'yes']],
      );
    }
    await flow.until('data', '30 rows · 3 columns');
    await flow.stop();

    const nested = await deploy(dataset({ target: '' }));
    const { payload } = await nested.ask('data', {
      payload: { features, targets: features.map(([a]) => [a! % 2, 1]) },
      topic: 'kept',
    });
    assert.deepEqual(
      (payload as Dataset).pipeline.features.map(f => f.shape),
      [[3]],
    );
    const tensors = {
      features: new Tensor(Float32Array.from(features.flat()), [20, 3]),
      targets: features.map(([a]) => a),
    };
    assert.ok(Dataset.is((await nested.ask('data', { payload: tensors })).payload));
  });

  it('reads a file under userDir or an absolute one, and reads it again when it has changed', async () => {
    const flow = await deploy(dataset({ source: 'file', file: 'some.csv' }));
    writeFileSync(join(flow.userDir, 'some.csv'), csv(30));
    assert.equal(((await flow.ask('data', {})).payload as Dataset).rows, 30);
    const absolute = join(flow.userDir, 'some.csv');
    await flow.redeploy(dataset({ source: 'file', file: absolute }));
    await flow.until('data', /^30 rows/);
    writeFileSync(absolute, csv(31));
    assert.equal(((await flow.ask('data', {})).payload as Dataset).rows, 31);
  });

  it('reads as its settings say, says what is left out and doubtful, and is still what 0.1.0 stored', async () => {
    const lines = Array.from(
      { length: 30 },
      (_, i) => `${i + 1};1.${200 + i};${i % 3 ? '-9' : i};0${1 + (i % 9)}/02/2024;${i % 2 ? 'ja, gern' : 'nein'}`,
    );
    const text = Buffer.from(`Bericht für März\nid;Betrag, £;n;Tag;Antwort\n${lines.join('\n')}\n`, 'latin1');
    const settings = { target: 'Antwort', skipLines: '1', decimal: 'comma', dateOrder: 'dmy', missing: '-9' };
    const flow = await deploy(dataset(settings));
    const made = Dataset.expect((await flow.ask('data', { payload: text })).payload, 'payload');
    assert.deepEqual(made.columns, {
      id: 'ignored',
      'Betrag, £': 'integer',
      n: 'integer',
      Tag: 'date',
      Antwort: 'category',
    });
    const column = (name: string) => made.body.columns.find(c => c.name === name)!.data;
    assert.deepEqual([...column('Betrag, £').subarray(0, 2)], [1200, 1201]);
    assert.deepEqual([...column('n').subarray(0, 3)], [0, Number.NaN, Number.NaN]);
    assert.equal(column('Tag')[1], Date.UTC(2024, 1, 2));
    assert.match(made.body.findings.warnings.join(), /the text is not UTF-8; it is read as Western/);
    assert.deepEqual(made.body.findings.leftOut, ['column "id" is not used: it numbers its rows']);
    await flow.until('data', '30 rows · 5 columns, 1 not used · 1 warning');
    await flow.stop();
    const old = await deploy(dataset({ target: ['Betrag', '£'], skipLines: 1, decimal: 'comma', validation: 0.2 }));
    assert.deepEqual(Dataset.expect((await old.ask('data', { payload: text })).payload, 'payload').targets, [
      'Betrag, £',
    ]);
    await old.stop();
  });
  it('splits as it is told, the same for the same seed', async () => {
    const flow = await deploy(dataset({ validation: '0.3', test: '0.1', splitBy: 'stratified', seed: '7' }));
    const split = async () =>
      Buffer.from(((await flow.ask('data', { payload: rows(100) })).payload as Dataset).body.split);
    const first = await split();
    assert.deepEqual(await split(), first);
    const count = (code: number) => first.filter(s => s === code).length;
    assert.deepEqual([count(0), count(1), count(2)], [60, 30, 10]);
  });

  it('takes corrected types', async () => {
    const flow = await deploy(
      dataset({
        columns: [
          { name: 'a', type: 'category' },
          { name: 'b', type: 'ignored' },
        ],
      }),
    );
    const { pipeline } = (await flow.ask('data', { payload: rows(30) })).payload as Dataset;
    assert.deepEqual(
      pipeline.features.map(f => [f.name, f.type]),
      [['a', 'category']],
    );
  });

  describe('bad input', () => {
    const failing = async (more: Partial<FlowNode>, payload: unknown): Promise<string> => {
      const flow = await deploy(dataset(more));
      const { message, node: at } = await flow.fails('data', { payload });
      assert.equal(at, 'data');
      assert.equal(flow.fill('data'), 'red');
      await flow.stop();
      return message;
    };
    it('no target, one class, no rows, a column without values', async () => {
      assert.match(await failing({ target: '' }, rows(30)), /target/);
      assert.match(await failing({ target: 'none' }, rows(30)), /none/);
      assert.match(
        await failing(
          {},
          rows(30).map(r => ({ ...r, y: 'yes' })),
        ),
        /y.*(one class|one value|two)/,
      );
      assert.match(await failing({}, []), /row/);
      assert.match(await failing({}, 'a,b,y\n'), /row/);
      assert.match(
        await failing(
          { columns: [{ name: 'a', type: 'number' }] },
          rows(30).map(r => ({ ...r, a: null })),
        ),
        /"?a"?.*(missing|no value|empty)/,
      );
    });
    it('text where numbers were, NaN and Infinity, a ragged CSV, ragged arrays', async () => {
      const columns = [{ name: 'a', type: 'number' }];
      assert.match(
        await failing(
          { columns },
          rows(30).map((r, i) => (i % 3 === 1 ? { ...r, a: 'wide' } : r)),
        ),
        /a.*row|row.*a/,
      );
      assert.match(
        await failing(
          { columns },
          rows(30).map((r, i) => (i === 4 ? { ...r, a: Infinity } : r)),
        ),
        /a.*Infinity|Infinity.*a/,
      );
      assert.match(await failing({}, `${csv(30)}1,2,3,4,5\n`), /row.*31|31.*row|line.*32|32.*line/);
      assert.match(
        await failing({ target: '' }, { features: [[1, 2], [3]], targets: [1, 2] }),
        /features.*row 2.*1 value/,
      );
    });
    it('a file that is not there, is a folder, or is 2 GB of zeros', async () => {
      const flow = await deploy(
        flowOf(
          ...['none.csv', 'folder', 'zeros.csv'].map((file, i) =>
            node(`d${i}`, 'nn-dataset', { source: 'file', file, target: 'y' }),
          ),
        ),
      );
      mkdirSync(join(flow.userDir, 'folder'));
      const zeros = join(flow.userDir, 'zeros.csv');
      writeFileSync(zeros, '');
      truncateSync(zeros, 2 * 2 ** 30);
      for (const [i, text] of [/none\.csv/, /folder/, /zeros\.csv.*is not a text file/].entries())
        assert.match((await flow.fails(`d${i}`, {})).message, text);
    });
    it('what is no data at all, and settings that make no sense', async () => {
      assert.match(await failing({}, 42), /^dataset: msg.payload must be an array of records.*received 42/);
      assert.match(await failing({}, undefined), /received nothing/);
      assert.match(
        await failing({ validation: 'much' }, rows(30)),
        /^dataset: validation must be a number from 0 to 0.9, received "much"/,
      );
      assert.match(await failing({ validation: 0.6, test: 0.6 }, rows(30)), /validation|test/);
      assert.match(await failing({ source: 'file', file: '' }, 1), /file must be the name of a file/);
      assert.match(await failing({ source: 'example', file: '../secret' }, 1), /penguins/);
      assert.match(
        await failing({ columns: [{ name: 'a', type: 'colour' }] }, rows(30)),
        /columns must be auto or a list/,
      );
    });
  });
});

describe('nn-tensor', () => {
  const tensor = (more: Partial<FlowNode>) => flowOf(node('tensor', 'nn-tensor', more));
  const cases: [string, Partial<FlowNode>, unknown, unknown, number[]?][] = [
    [
      'from array',
      { action: 'from array' },
      [
        [1, 2],
        [3, 4],
      ],
      [1, 2, 3, 4],
      [2, 2],
    ],
    ['from array', { action: 'from array', shape: '4, -1' }, new Float64Array(8), Array(8).fill(0), [4, 2]],
    [
      'from array',
      { action: 'from array', format: 'uint8', shape: [2, 2] },
      Buffer.from([1, 2, 3, 255]),
      [1, 2, 3, 255],
      [2, 2],
    ],
    [
      'reshape',
      { action: 'reshape', shape: '-1' },
      new Tensor(new Float32Array([1, 2, 3, 4]), [2, 2]),
      [1, 2, 3, 4],
      [4],
    ],
    [
      'slice',
      { action: 'slice', begin: '1, 0', size: '1, -1' },
      new Tensor(new Float32Array([1, 2, 3, 4]), [2, 2]),
      [3, 4],
      [1, 2],
    ],
    [
      'stack',
      { action: 'stack', axis: -1 },
      [1, 2].map(v => new Tensor(new Float32Array([v, v]), [2])),
      [1, 2, 1, 2],
      [2, 2],
    ],
    ['scale', { action: 'scale', scale: '0.5', offset: 1 }, new Tensor(new Float32Array([2, 4]), [2]), [2, 3], [2]],
    ['one-hot', { action: 'one-hot', depth: 3 }, new Tensor(new Int32Array([2, 0]), [2]), [0, 0, 1, 1, 0, 0], [2, 3]],
  ];
  for (const [title, settings, payload, numbers, shape] of cases)
    it(`${title}: [${shape}]`, async () => {
      const flow = await deploy(tensor(settings));
      const made = Tensor.expect((await flow.ask('tensor', { payload })).payload, 'payload');
      assert.deepEqual([[...made.data], made.shape], [numbers, shape]);
      assert.match(flow.status('tensor'), / · (float32|int32)$/);
    });
  it('takes several turns of the event loop for many numbers, and nothing overtakes', async () => {
    const large = Array.from({ length: 3_000_000 }, (_, i) => i % 1000);
    const flow = await deploy([
      ...tensor({ id: 'tensor', wires: [['back', 'end']] }),
      node('back', 'nn-tensor', { action: 'to array', wires: [['nested']] }),
      end('nested'),
    ]);
    const [made, nested] = [flow.all(), flow.all('nested')];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    flow.send('tensor', { payload: large, topic: 'large' });
    flow.send('tensor', { payload: [1, 2], topic: 'small' });
    await eventually('four answers', () => made.length + nested.length === 4);
    clearInterval(timer);
    for (const messages of [made, nested])
      assert.deepEqual(
        messages.map(m => m.topic),
        ['large', 'small'],
      );
    assert.ok(turns > 5, `${turns} turns`);
    assert.deepEqual(nested[0]!.payload, large);
  });

  it('to array: nested, typed or a Buffer', async () => {
    const flow = await deploy(
      flowOf(
        ...['nested', 'typed', 'buffer'].map(as =>
          node(as, 'nn-tensor', { action: 'to array', as, property: 'a.b', result: 'c' }),
        ),
      ),
    );
    const a = { b: new Tensor(new Int32Array([1, 2]), [2, 1]) };
    assert.deepEqual((await flow.ask('nested', { a })).c, [[1], [2]]);
    assert.deepEqual((await flow.ask('typed', { a })).c, new Int32Array([1, 2]));
    assert.deepEqual((await flow.ask('buffer', { a })).c, Buffer.from([1, 0, 0, 0, 2, 0, 0, 0]));
  });
  it('says what is wrong with shapes and values', async () => {
    const flow = await deploy(
      flowOf(
        node('from', 'nn-tensor'),
        node('reshape', 'nn-tensor', { action: 'reshape', shape: '3' }),
        node('shape', 'nn-tensor', { shape: 'big' }),
      ),
    );
    assert.match((await flow.fails('from', { payload: [[1], [1, 2]] })).message, /^tensor: the arrays are ragged/);
    assert.match((await flow.fails('from', { payload: 'text' })).message, /^tensor: /);
    assert.match(
      (await flow.fails('reshape', { payload: new Tensor(new Float32Array(4), [4]) })).message,
      /^tensor: 4 elements cannot take the shape \[3\]/,
    );
    assert.match((await flow.fails('reshape', { payload: [1] })).message, /must be a Tensor/);
    assert.match((await flow.fails('shape', { payload: [1] })).message, /^tensor: shape must be whole numbers/);
  });
});
