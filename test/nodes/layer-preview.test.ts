import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import helper from 'node-red-node-test-helper';
import type { LayerPreview } from '../../src';
import { deploy, end, type FlowNode, type Running, tab } from './flow';

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ a: i, b: -i, kind: ['x', 'y', 'z'][i % 3] }));

describe('what a layer will do, asked before it is deployed', () => {
  let server: Server;
  afterEach(() => new Promise(resolve => server.close(resolve)));

  type Asked = { id: string; type?: string; layer?: string; args?: Record<string, unknown>; from?: string };
  const ask = async ({
    id,
    type = 'nn-dense',
    layer = 'Dense',
    args = {},
    from = '',
  }: Asked): Promise<LayerPreview> => {
    const { port } = server.address() as AddressInfo;
    const query = new URLSearchParams({ id, type, layer, arguments: JSON.stringify(args), from });
    const response = await fetch(`http://127.0.0.1:${port}/tensorwire/layer?${query}`);
    assert.equal(response.status, 200);
    return (await response.json()) as LayerPreview;
  };
  const start = async (flow: FlowNode[]): Promise<Running> => {
    const running = await deploy(flow);
    server = createServer(helper._httpAdmin as never).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    return running;
  };
  const penguins = { id: 'data', type: 'nn-dataset', source: 'example', file: 'penguins', target: 'Species' };
  const numbers = ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)'];
  const three = { id: 'in', type: 'nn-input', columns: numbers };

  it('shape, parameters and multiply-adds follow from the flow check, before any message', async () => {
    const flow = await start(
      tab(penguins, three, { id: 'd', type: 'nn-dense', units: 4 }, { id: 'e', type: 'nn-dense', units: 5 }, end()),
    );
    await flow.until('e', '5 outputs · 25 weights');
    assert.deepEqual(await ask({ id: 'd', args: { units: '10' } }), {
      uses: [{ inputs: [['N', 3]], output: ['N', 10], parameters: 3 * 10 + 10, multiplyAdds: 3 * 10 }],
    });
    assert.deepEqual(await ask({ id: 'e', args: { units: 2, useBias: false } }), {
      uses: [{ inputs: [['N', 4]], output: ['N', 2], parameters: 4 * 2, multiplyAdds: 4 * 2 }],
    });
  });

  it('a node that is not deployed yet takes what the nodes give that are wired to it', async () => {
    const flow = await start(tab(penguins, three, { id: 'd', type: 'nn-dense', units: 4 }, end()));
    await flow.until('d', '4 outputs · 16 weights');
    assert.deepEqual(await ask({ id: 'new', args: { units: 2 }, from: 'd' }), {
      uses: [{ inputs: [['N', 4]], output: ['N', 2], parameters: 10, multiplyAdds: 8 }],
    });
    assert.deepEqual(await ask({ id: 'sum', type: 'nn-merge', layer: 'Concatenate', from: 'in,d' }), {
      uses: [
        {
          inputs: [
            ['N', 3],
            ['N', 4],
          ],
          output: ['N', 7],
          parameters: 0,
          multiplyAdds: 0,
        },
      ],
    });
    assert.deepEqual(await ask({ id: 'lost', from: 'd,nowhere' }), { unknown: 'input' });
  });

  it('where the data come in messages, a message tells', async () => {
    const flow = await start(
      tab(
        { id: 'data', type: 'nn-dataset', target: 'kind' },
        { id: 'in', type: 'nn-input' },
        { id: 'd', type: 'nn-dense', units: 4 },
        end(),
      ),
    );
    assert.deepEqual(await ask({ id: 'd' }), { unknown: 'input' });
    await flow.ask('data', { payload: rows(10) });
    assert.deepEqual(await ask({ id: 'd', args: { units: 1 } }), {
      uses: [{ inputs: [['N', 2]], output: ['N', 1], parameters: 3, multiplyAdds: 2 }],
    });
  });

  it('an input: the shape of its columns, of categories in both ways', async () => {
    const flow = await start(tab(penguins, { id: 'in', type: 'nn-input' }, { id: 'd', type: 'nn-dense' }, end()));
    await flow.until('d', /^32/);
    const input = (args: Record<string, unknown>) => ask({ id: 'in', type: 'nn-input', layer: 'InputLayer', args });
    const use = (output: (number | 'N')[], encoding?: string) => ({
      ...{ inputs: [], output, parameters: 0, multiplyAdds: 0 },
      ...(encoding && { encoding }),
    });
    assert.deepEqual(await input({ columns: numbers }), { uses: [use(['N', 3])] });
    assert.deepEqual(await input({ columns: 'Island' }), { uses: [use(['N', 3], 'one-hot'), use(['N'], 'index')] });
    assert.deepEqual(await input({ columns: 'Island', encoding: 'index' }), { uses: [use(['N'])] });
    assert.match(((await input({ columns: 'Iland' })) as { problem: string }).problem, /did you mean "Island"/);
    assert.match(
      ((await input({ columns: numbers, shape: '4' })) as { problem: string }).problem,
      /must hold 3 numbers/,
    );
    assert.deepEqual(
      await ask({ id: 'new', type: 'nn-input', layer: 'InputLayer', args: { columns: numbers }, from: 'data' }),
      {
        uses: [use(['N', 3])],
      },
    );
    const embedding = { id: 'new', type: 'nn-embedding', layer: 'Embedding', args: { outputDim: 4 } };
    assert.match(((await ask({ ...embedding, from: 'in' })) as { problem: string }).problem, /inputDim must be given/);
  });

  it('an embedding of categories reads them by index', async () => {
    const island = { id: 'in', type: 'nn-input', columns: 'Island' };
    const flow = await start(tab(penguins, island, { id: 'e', type: 'nn-embedding', outputDim: 2 }, end()));
    await flow.until('e', '2 outputs · 8 weights');
    assert.deepEqual(await ask({ id: 'e', type: 'nn-embedding', layer: 'Embedding', args: { outputDim: 4 } }), {
      uses: [{ inputs: [['N']], output: ['N', 4], parameters: 16, multiplyAdds: 0 }],
    });
  });

  it('an output: the layer that its target asks for', async () => {
    const output = { id: 'out', type: 'nn-output' };
    const flow = await start(tab(penguins, three, { id: 'd', type: 'nn-dense', units: 4 }, output, end()));
    await flow.until('out', '3 outputs · 15 weights');
    const asked = (args: Record<string, unknown>) => ask({ ...output, layer: '', args });
    assert.deepEqual(await asked({ target: '', task: 'auto' }), {
      uses: [{ inputs: [['N', 4]], output: ['N', 3], parameters: 15, multiplyAdds: 12 }],
      because: [
        '3 units with softmax and the loss SparseCategoricalCrossentropy, because of the 3 classes of target Species ' +
          '(Adelie, Chinstrap, Gentoo); measured by accuracy',
      ],
    });
    assert.match(((await asked({ task: 'regression' })) as { problem: string }).problem, /regression does not suit/);
    assert.match(((await asked({ target: 'Sex' })) as { problem: string }).problem, /must be a target column/);
    assert.deepEqual(await ask({ id: 'new', type: 'nn-output', layer: '', from: 'd' }), { unknown: 'input' });
  });

  it('a convolution of pictures', async () => {
    const flow = await start(
      tab({ id: 'in', type: 'nn-input', shape: '28, 28, 1' }, { id: 'd', type: 'nn-reshape', layer: 'Flatten' }, end()),
    );
    await flow.until('d', '784 outputs');
    // 320 is what Keras counts; each of 26 × 26 × 32 numbers reads a window of 3 × 3.
    assert.deepEqual(
      await ask({ id: 'd', type: 'nn-convolution', layer: 'Conv2D', args: { filters: 32, kernelSize: '3, 3' } }),
      {
        uses: [
          { inputs: [['N', 28, 28, 1]], output: ['N', 26, 26, 32], parameters: 320, multiplyAdds: 26 * 26 * 32 * 9 },
        ],
      },
    );
  });

  it('what would be refused is said, with the argument where it is one', async () => {
    const flow = await start(tab(penguins, three, { id: 'd', type: 'nn-dense', units: 0 }, end()));
    await flow.until('in', '3 outputs');
    assert.deepEqual(await ask({ id: 'd', args: { units: 'many' } }), {
      problem: 'units must be a whole number of at least 1, received "many"',
      argument: 'units',
    });
    const convolution = { id: 'd', type: 'nn-convolution', layer: 'Conv2D', args: {}, from: 'in' };
    assert.match(((await ask(convolution)) as { problem: string }).problem, /expects .*received \[N, 3\]/);
    assert.match(((await ask({ id: 'd', layer: 'Conv2D' })) as { problem: string }).problem, /no layer Conv2D/);
  });

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: how flows name environment variables
  it('an environment variable counts where it is deployed just so, and nowhere else', async () => {
    process.env.TENSORWIRE_TEST_UNITS = '6';
    try {
      const units = '${TENSORWIRE_TEST_UNITS}';
      const flow = await start(tab(penguins, three, { id: 'd', type: 'nn-dense', units, activation: 'relu' }, end()));
      await flow.until('d', '6 outputs · 24 weights');
      assert.deepEqual(await ask({ id: 'd', args: { units } }), {
        uses: [{ inputs: [['N', 3]], output: ['N', 6], parameters: 24, multiplyAdds: 18 }],
      });
      for (const args of [{ units: '${PATH}' }, { activation: units }, { units, activation: '${HOME}' }])
        assert.deepEqual(await ask({ id: 'd', args }), { unknown: 'environment' });
      assert.deepEqual(await ask({ id: 'new', args: { units }, from: 'in' }), { unknown: 'environment' });
      // What the status shows, and no other question about it: another field or input would tell more of the value.
      const deployed = { units, activation: 'relu', useBias: 'true' };
      assert.ok('uses' in (await ask({ id: 'd', args: deployed, from: 'in' })));
      for (const changed of [
        { ...deployed, useBias: false },
        { ...deployed, activation: 'tanh' },
      ])
        assert.deepEqual(await ask({ id: 'd', args: changed }), { unknown: 'environment' });
      assert.deepEqual(await ask({ id: 'd', args: deployed, from: 'd' }), { unknown: 'environment' });
    } finally {
      delete process.env.TENSORWIRE_TEST_UNITS;
    }
  });

  it('no answer quotes what an environment variable holds', async () => {
    process.env.TENSORWIRE_TEST_SECRET = 'hush';
    try {
      const units = '${TENSORWIRE_TEST_SECRET}';
      const flow = await start(
        tab(penguins, three, { id: 'd', type: 'nn-dense', units }, { id: 'e', type: 'nn-dense', units: 2 }, end()),
      );
      await flow.until('in', '3 outputs');
      for (const args of [
        { units },
        { units: '$(TENSORWIRE_TEST_SECRET)' },
        { units: `${units}, 3` },
        { units, useBias: 0 },
      ])
        for (const id of ['d', 'e', 'new'])
          for (const layer of ['Dense', 'Dropout'])
            assert.doesNotMatch(JSON.stringify(await ask({ id, layer, args, from: 'in' })), /hush/);
      assert.deepEqual(await ask({ id: 'd', args: { units } }), { unknown: 'environment' });
    } finally {
      delete process.env.TENSORWIRE_TEST_SECRET;
    }
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: how flows name environment variables

  it('inside a subflow: for each of its instances', async () => {
    const flow = await start([
      { id: 'S', type: 'subflow', in: [{ wires: [{ id: 'd' }] }], out: [{ wires: [{ id: 'd', port: 0 }] }] },
      { id: 'd', type: 'nn-dense', z: 'S', x: 1, y: 1, units: 4, wires: [] },
      ...tab(penguins, three, { id: 's', type: 'subflow:S' }, { id: 't', type: 'subflow:S' }, end()),
    ]);
    await flow.until('t', '4 outputs · 20 weights');
    const answer = await ask({ id: 'd', args: { units: 2 } });
    assert.ok('uses' in answer);
    assert.deepEqual(
      answer.uses.map(use => use.inputs),
      [[['N', 3]], [['N', 4]]],
    );
  });

  it('a recipe, and what is left to training, are told in words for the data that come', async () => {
    const flow = await start(
      tab(penguins, { id: 'net', type: 'nn-network' }, { id: 'train', type: 'nn-train', version: 2 }, end()),
    );
    await flow.until('net', /·/);
    const words = async (asked: Asked): Promise<string> => {
      const answer = await ask({ layer: '', ...asked });
      assert.ok('words' in answer, JSON.stringify(answer));
      return answer.words.join(' ');
    };
    assert.match(await words({ id: 'net', type: 'nn-network', args: { recipe: 'auto' } }), /see the same rows/);
    assert.match(await words({ id: 'new', type: 'nn-network', args: {}, from: 'data' }), /see the same rows/);
    const left = await words({ id: 'train', type: 'nn-train' });
    assert.match(left, /^Trains for \d+ epochs.*Does not stop.*Keeps the weights.*So says the recipe of the network /);
    const chosen = 'The loss is SparseCategoricalCrossentropy, because of the 3 classes of target Species';
    assert.ok(left.includes(`${chosen} (Adelie, Chinstrap, Gentoo); measured by accuracy`), left);
    const byHand = await words({ id: 'other', type: 'nn-train', from: 'data' });
    assert.match(byHand, /^At most \d+ epochs.*Stops when.*So says the number of rows/);
    const given = { epochs: 5, batchSize: 8, earlyStopping: true, patience: 3, restoreBestWeights: 'false' };
    const chosenByHand = { ...given, loss: 'CategoricalCrossentropy', metrics: 'accuracy' };
    assert.deepEqual(await ask({ id: 'train', type: 'nn-train', layer: '', args: chosenByHand }), { words: [] });
    const onlyLoss = await words({ id: 'train', type: 'nn-train', args: { ...given, metrics: 'accuracy' } });
    assert.match(onlyLoss, /^The loss is SparseCategoricalCrossentropy, because of [^;]*$/);
    const wrong = await ask({ id: 'train', type: 'nn-train', layer: '', args: { epochs: 'many' } });
    assert.deepEqual(wrong, {
      problem: 'epochs must be a whole number of at least 1, or auto, received "many"',
      argument: 'epochs',
    });
    assert.deepEqual(await ask({ id: 'lost', type: 'nn-train', layer: '' }), { unknown: 'input' });
  });

  it('a recipe that is not deployed yet is told in words behind an input node too', async () => {
    const flow = await start(tab(penguins, { id: 'in', type: 'nn-input' }, end()));
    await flow.until('in', /./);
    const answer = await ask({ id: 'new', type: 'nn-network', layer: '', args: {}, from: 'in' });
    assert.ok('words' in answer && answer.words.length > 0, JSON.stringify(answer));
  });

  it('a recipe is told for the columns of the input node before it, deployed or not', async () => {
    const categories = { id: 'in', type: 'nn-input', columns: ['Island', 'Sex'] };
    const flow = await start(tab(penguins, categories, { id: 'net', type: 'nn-network' }, end()));
    await flow.until('net', /·/);
    for (const asked of [
      { id: 'net', from: 'in' },
      { id: 'net', from: '' },
      { id: 'new', from: 'in' },
    ]) {
      const answer = await ask({ type: 'nn-network', layer: '', args: {}, ...asked });
      assert.ok('words' in answer, JSON.stringify(answer));
      assert.match(answer.words[0]!, /^Two networks see the same rows/);
    }
  });
});
