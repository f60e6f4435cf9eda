import assert from 'node:assert/strict';
import {
  asSingleNodes,
  type Dataset,
  type Model,
  type Network,
  networkFromRecipe,
  type Report,
  splitRows,
} from '../../src';
import { catcher, deploy, end, node, stopAll, tab } from './flow';

const penguins = { id: 'data', type: 'nn-dataset', source: 'example', file: 'penguins', target: 'Species', seed: 1 };
const network = { id: 'net', type: 'nn-network' };
const train = { id: 'train', type: 'nn-train', version: 2, epochs: 2, seed: 1, wires: [['end'], []] };

describe('a network from a recipe', function () {
  this.timeout(120_000);

  it('its status says what was chosen, before any message; a model comes of dataset, network and train alone', async () => {
    const running = await deploy(tab(penguins, network, train, end()));
    assert.match(await running.until('net', /·/), /^table · /);
    assert.equal(running.fill('net'), 'green');
    const { payload } = await running.ask('data', {});
    const { body } = payload as Model;
    assert.deepEqual(body.card.targets, ['Species']);
    assert.equal(body.network.recipe, undefined);
    const branches = ['waves', 'bins', 'few columns'];
    assert.ok(body.card.chosen!.length > 0 && body.card.chosen!.every(name => branches.includes(name)));
    assert.equal((body.card.settings.optimizer as { className: string }).className, 'Adam');
    assert.equal((body.card.settings.optimizer as { neuralTangent?: boolean }).neuralTangent, true);
    assert.equal(body.network.outputs.length, 1);
  });

  it('data that come in messages are known with them; until then the status is the recipe alone', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ a: i, kind: ['x', 'y'][i % 2], y: i % 3 ? 'p' : 'q' }));
    const running = await deploy(tab({ id: 'data', type: 'nn-dataset', target: 'y', seed: 1 }, network, train, end()));
    assert.equal(await running.until('net', /./), 'auto');
    const { payload } = await running.ask('data', { payload: rows });
    assert.equal((payload as Model).body.card.task, 'binary');
    assert.match(await running.until('net', /·/), /^table · /);
  });

  it('an output node behind it chooses the target, and an optimizer node the optimizer', async () => {
    const running = await deploy(
      tab(
        { ...penguins, target: 'Species, Body Mass (g)' },
        network,
        { id: 'out', type: 'nn-output', target: 'Body Mass (g)' },
        { id: 'adam', type: 'nn-optimizer', algorithm: 'SGD' },
        train,
        end(),
      ),
    );
    assert.match(await running.until('out', /·/), /^1 output · \d+ weights$/);
    const { body } = (await running.ask('data', {})).payload as Model;
    assert.deepEqual([body.card.targets, body.card.task], [['Body Mass (g)'], 'regression']);
    assert.equal((body.card.settings.optimizer as { className: string }).className, 'SGD');
  });

  it('an input node before it chooses the columns, and keeps its status', async () => {
    const columns = ['Beak Length (mm)', 'Island'];
    const running = await deploy(tab(penguins, { id: 'in', type: 'nn-input', columns }, network, train, end()));
    assert.equal(await running.until('in', /./), '4 outputs');
    await running.until('net', /·/);
    const { body } = (await running.ask('data', {})).payload as Model;
    assert.deepEqual(body.pipeline!.features.map(({ name }) => name).sort(), columns.sort());
  });

  it('two outputs for two targets: one for each', async () => {
    const running = await deploy([
      { id: 'tab', type: 'tab' },
      node('data', 'nn-dataset', ['net'], { ...penguins, target: 'Species, Body Mass (g)' }),
      node('net', 'nn-network', ['a', 'b']),
      node('a', 'nn-output', ['train'], { target: 'Species' }),
      node('b', 'nn-output', ['train'], { target: 'Body Mass (g)', y: 200 }),
      node('train', 'nn-train', [['end'], []], train),
      catcher(),
      end(),
    ]);
    await running.until('net', /·/);
    const { body } = (await running.ask('data', {})).payload as Model;
    assert.deepEqual([...body.card.targets].sort(), ['Body Mass (g)', 'Species']);
    // which branches make each of them, the validation rows choose
    assert.deepEqual(
      body.network.outputs.map(({ task }) => task),
      ['classification', 'regression'],
    );
  });

  it('a layer behind it is an error at that layer', async () => {
    const running = await deploy(tab(penguins, network, { id: 'd', type: 'nn-dense' }, end()));
    assert.match(await running.until('d', /complete/), /the network that comes is complete/);
    assert.match((await running.fails('data', {})).message, /only an output node or train may follow it/);
  });

  it('a layer before it is an error at the network', async () => {
    const running = await deploy(
      tab(penguins, { id: 'in', type: 'nn-input' }, { id: 'd', type: 'nn-dense' }, network, train, end()),
    );
    await running.until('net', /^a recipe is a whole network/);
    assert.match((await running.fails('data', {})).message, /received a network with dense/);
  });

  it('arrays are an error, as they are no table', async () => {
    const running = await deploy(tab({ id: 'data', type: 'nn-dataset', target: 'y' }, network, train, end()));
    const pair = (y: number) => [
      [y, 1],
      [2, 3],
    ];
    const payload = [0, 1, 2, 3, 4, 5].map(y => ({ x: pair(y), y }));
    const { message } = await running.fails('data', { payload });
    assert.match(message, /network: column "x" is an array \(2×2\) in each row/);
  });

  it('in a subflow, and again after it was trained', async () => {
    const running = await deploy([
      { id: 'tab', type: 'tab' },
      { id: 'S', type: 'subflow', in: [{ wires: [{ id: 'inner' }] }], out: [{ wires: [{ id: 'inner', port: 0 }] }] },
      node('inner', 'nn-network', [], { z: 'S' }),
      node('data', 'nn-dataset', ['s'], penguins),
      node('s', 'subflow:S', [['train']]),
      node('train', 'nn-train', [['end'], []], train),
      catcher(),
      end(),
    ]);
    assert.match(await running.until('s', /·/), /^table · /);
    const first = await running.ask('data', {});
    assert.ok((first.network as Network).spec.recipe);
    // what was trained comes back to the beginning: another network begins there
    const again = await running.ask('data', { ...first, payload: first.dataset as Dataset });
    assert.deepEqual((again.payload as Model).body.card.metrics, (first.payload as Model).body.card.metrics);
  });

  it('as single nodes it is the same network, and trains to the same weights', async () => {
    const whole = await deploy(tab(penguins, network, train, end()));
    await whole.until('net', /·/);
    const { payload, dataset } = await whole.ask('data', {});
    const { body } = payload as Model;
    const { pipeline } = dataset as Dataset;
    await stopAll();
    const rows = splitRows(dataset as Dataset).training;
    const named = { id: 'net', name: 'network', recipe: 'table' };
    const parts = asSingleNodes(networkFromRecipe(named, pipeline, rows), pipeline);
    const all = [...parts.nodes, ...parts.outputs];
    const to = (id: string | null) => all.filter(n => (id ? n.from.includes(id) : n.from.length === 0)).map(n => n.id);
    const { epochs, ...left } = parts.training;
    const single = await deploy([
      { id: 'tab', type: 'tab' },
      node('data', 'nn-dataset', ['optimizer'], penguins),
      node('optimizer', 'nn-optimizer', to(null), parts.optimizer.properties),
      ...parts.nodes.map(n => node(n.id, n.type, to(n.id), n.properties)),
      ...parts.outputs.map((n, i) => node(n.id, n.type, ['train'], { ...n.properties, y: 100 * i })),
      node('train', 'nn-train', [['end'], []], { ...train, ...left }),
      catcher(),
      end(),
    ]);
    const again = ((await single.ask('data', {})).payload as Model).body;
    assert.equal(again.card.parameters, body.card.parameters);
    // without early stopping there is no patience
    const settings = ({ card }: typeof body) => ({ ...card.settings, patience: null });
    assert.deepEqual(settings(again), settings(body));
    const described = ({ network: { layers } }: typeof body) =>
      layers.map(({ className, args }) => JSON.stringify([className, { ...args, categories: null }])).sort();
    assert.deepEqual(described(again), described(body));
    assert.deepEqual(again.card.metrics, body.card.metrics);
  });

  it('folds: their mean is the status and in the report; a model that is trained further has none', async () => {
    const running = await deploy(
      tab(
        penguins,
        network,
        { ...train, folds: 3, wires: [['judge'], []] },
        { id: 'judge', type: 'nn-evaluate', wires: [['end']] },
        end(),
      ),
    );
    const trained = running.next('judge');
    const said = await running.ask('data', {});
    const { folds } = (said.payload as Report).data;
    assert.equal(folds!.count, 3);
    assert.ok(folds!.metrics.accuracy!.mean > 0.5 && folds!.metrics.accuracy!.std < 0.5);
    assert.match(await running.until('train', /folds$/), /^done · accuracy 0\.\d+ ± 0\.\d+ · 3 folds$/);
    const { message } = await running.fails('train', await trained);
    assert.match(message, /folds must be empty where a model is trained further/);
  });
});
