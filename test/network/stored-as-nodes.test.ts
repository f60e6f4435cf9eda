import assert from 'node:assert/strict';
import { nodeForm, settingsOf } from '../../scripts/forms';
import { makeDataset, readTable } from '../../src/data';
import { parseSpan } from '../../src/data/series/span';
import { inRows } from '../../src/editor/in-rows';
import { defaultsOf } from '../../src/editor/page';
import {
  addOutput,
  appendLayer,
  describeNetwork,
  emptyNetwork,
  fromKerasJson,
  joinBranches,
  joinNetworks,
  networkAsNodes,
  networkFromRecipe,
  withMembers,
} from '../../src/network';
import { type ClassChoice, type LayerFamily, readClass } from '../../src/settings';
import type { NetworkSpec, SingleNode, StoredAsNodes } from '../../src/spec';
import { resolveNetwork } from '../../src/training';
import { readJson } from '../catalogue/oracle';
import { faultOf, inputOf, largeNetwork, next } from './sample';

/** As the editor gets them: sent as JSON. */
const nodesOf = (network: NetworkSpec): StoredAsNodes => JSON.parse(JSON.stringify(networkAsNodes(network, null)));

/** The network that the nodes of a canvas build: new nodes with these properties, read as the runtime reads them. */
function built(nodes: readonly SingleNode[]): NetworkSpec {
  const made = new Map<string, NetworkSpec>();
  for (const { id, type, properties, from } of nodes) {
    const form = nodeForm(type);
    const defaults = Object.entries(defaultsOf(form)).map(([name, { value }]) => [name, value]);
    const known = new Set(defaults.map(([name]) => name));
    for (const property of Object.keys(properties)) assert.ok(known.has(property), `${type} has no ${property}`);
    const config: Record<string, unknown> = { ...Object.fromEntries(defaults), ...form.newNode, ...properties };
    const choice = settingsOf(type).classes as ClassChoice<LayerFamily>;
    const { entry, args } = readClass(choice, config);
    if (type !== 'nn-merge') assert.ok(from.length <= 1, `${type} has ${from.length} wires`);
    else assert.deepEqual([...(config.order as string[])].sort(), [...from].sort());
    const before = (type === 'nn-merge' ? (config.order as string[]) : from).map(one => made.get(one)!);
    const network = before.length > 0 ? joinBranches(before) : emptyNetwork();
    made.set(id, appendLayer(network, { id, className: entry.className, label: String(config.name), args }));
  }
  const followed = new Set(nodes.flatMap(({ from }) => from));
  return joinNetworks(nodes.filter(({ id }) => !followed.has(id)).map(({ id }) => made.get(id)!));
}

/** What two networks have in common that are the same but for names and the order of their branches. */
function described(spec: NetworkSpec) {
  const { layers, parameters } = describeNetwork({ ...spec, outputs: [] });
  const layerOf = new Map(spec.calls.map(({ id, layer }) => [id, layer]));
  const calls = spec.calls.map(({ layer, inputs }) => [layer, inputs.map(id => layerOf.get(id))]);
  return {
    layers: Object.fromEntries(spec.layers.map(({ id, className, args }) => [id, { className, args: { ...args } }])),
    shapes: Object.fromEntries(
      Object.entries(layers).map(([id, { shape, parameters }]) => [id, { shape, parameters }]),
    ),
    calls: Object.fromEntries(calls as [string, unknown][]),
    parameters,
  };
}

const endsOf = ({ calls, heads, outputs }: NetworkSpec): string[] =>
  (outputs.length > 0 ? outputs.map(({ call }) => call) : heads).map(end => calls.find(({ id }) => id === end)!.layer);

function isBuiltAgain(network: NetworkSpec): void {
  const { nodes } = nodesOf(network);
  const again = built(nodes);
  assert.deepEqual(described(again), described(network));
  assert.deepEqual(endsOf(again), endsOf(network));
  const unique = new Set(nodes.map(({ id }) => id));
  assert.equal(unique.size, nodes.length);
}

const rows = Array.from({ length: 40 }, (_, i) => ({ x: (i * 7) % 11, y: i % 2 ? 'yes' : 'no' }));

const chain = (start: NetworkSpec, ...layers: readonly (readonly [string, Record<string, unknown>?])[]): NetworkSpec =>
  layers.reduce((spec, [className, args = {}]) => next(spec, className, args), start);

describe('the nodes of a stored network build the same network', () => {
  it('layers one after the other, with components as arguments', () =>
    isBuiltAgain(
      chain(
        inputOf('x', [4]),
        ['Dense', { units: 8, kernelRegularizer: 'L2(0.01)', kernelInitializer: 'VarianceScaling(scale=2)' }],
        ['BatchNormalization', { momentum: 0.9 }],
        ['LeakyReLU', { negativeSlope: 0.2 }],
        ['Dropout', { rate: 0.25 }],
        ['Dense', { units: 3, activation: 'softmax', kernelConstraint: 'MaxNorm(2)' }],
      ),
    ));

  it('convolutions, whose sizes are texts as in forms', () => {
    const network = chain(
      inputOf('x', [8, 8, 1]),
      ['Conv2D', { filters: 4, kernelSize: [3, 5], strides: [1, 2], padding: 'same' }],
      ['ZeroPadding2D', { padding: [[1, 0], [2, 1]] }], // biome-ignore format: a pair for each axis
      ['MaxPooling2D', { poolSize: 2 }],
      ['Flatten'],
      ['Dense', { units: 2 }],
    );
    isBuiltAgain(network);
    const [, conv] = nodesOf(network).nodes;
    assert.deepEqual([conv!.type, conv!.properties.kernelSize], ['nn-convolution', '3, 5']);
  });

  it('two inputs, a fork, and merges in their order', () => {
    const [a, b] = [inputOf('a', [3]), inputOf('b', [5])].map(input => next(input, 'Dense', { units: 4 }));
    const first = next(joinNetworks([b!, a!]), 'Subtract', {}, 'difference');
    const second = next(first, 'Dense', { units: 4 });
    const all = next(joinNetworks([second, a!, first]), 'Concatenate', {}, 'side by side');
    isBuiltAgain(next(all, 'Dense', { units: 1 }));
  });

  it('recurrent layers, both ways', () =>
    isBuiltAgain(
      chain(
        inputOf('x', [6, 2]),
        ['Masking'],
        ['LSTM', { units: 4, returnSequences: true, bidirectional: 'concat' }],
        ['GRU', { units: 3, resetAfter: false, recurrentDropout: 0.1 }],
        ['Dense', { units: 1 }],
      ),
    ));

  it('attention of one result and of several', () => {
    const x = next(inputOf('x', [6, 4]), 'Dense', { units: 4 });
    const self = next(x, 'MultiHeadAttention', { numHeads: 2, keyDim: 3, useCausalMask: true }, 'self');
    const cross = next(joinNetworks([self, x]), 'MultiHeadAttention', { numHeads: 1, keyDim: 2 }, 'cross');
    const network = next(cross, 'Flatten');
    isBuiltAgain(network);
    const typeOf = (label: string) => nodesOf(network).nodes.find(({ id }) => id === label)!.type;
    assert.deepEqual([typeOf('self'), typeOf('cross')], ['nn-attention', 'nn-merge']);
  });

  it('several ends, in their order, one below the other', () => {
    const trunk = next(inputOf('x', [4]), 'Dense', { units: 4 });
    const ends = [next(next(trunk, 'Dense', { units: 3 }), 'Dense', { units: 2 }), next(trunk, 'Dense', { units: 1 })];
    for (const order of [ends, [...ends].reverse()]) {
      const network = order.reduce((n, { heads }) => addOutput(n, { call: heads[0]! }), joinNetworks(order));
      isBuiltAgain(network);
      const [first, second] = nodesOf(network).nodes.slice(-2);
      assert.equal(first!.depth, second!.depth);
    }
  });

  it('the recipe for forecasts, whose loss is told', async () => {
    const records = Array.from({ length: 200 }, (_, i) => ({
      time: new Date(i * 3_600_000).toISOString(),
      load: i % 24,
    }));
    const [season, history, horizon] = ['24', '48', '6'].map(text => parseSpan(text)!);
    const series = { season, history, horizon: horizon! };
    const { pipeline } = await makeDataset(await readTable({ records }), { targets: ['load'], series });
    const recipe = networkFromRecipe({ id: 'n', name: 'network', recipe: 'auto' }, pipeline, 100);
    const network = resolveNetwork(recipe, pipeline, { loss: 'auto', metrics: 'auto' });
    isBuiltAgain(network);
    const { losses, nodes } = networkAsNodes(network, pipeline);
    assert.deepEqual(losses, ['Pinball(quantiles=0.1×0.5×0.9)']);
    assert.ok(!nodes.some(({ type }) => type === 'nn-output'), 'the recipe has its own last layers');
  });

  const cases = readJson<{ name: string; model: unknown; weights: string; refused?: string }[]>(
    'oracle',
    'keras_json.json',
  );
  for (const { name, model, weights } of cases.filter(({ refused }) => !refused))
    it(`what Keras saved: ${name}`, () => {
      const { network } = fromKerasJson(model, new Uint8Array(Buffer.from(weights, 'base64')));
      const used = network.calls.map(({ layer }) => layer);
      const isWired = network.calls.every(({ inputs }) => new Set(inputs).size === inputs.length);
      if (new Set(used).size === used.length && isWired) isBuiltAgain(network);
      else assert.match(faultOf(() => networkAsNodes(network, null)).message, /cannot be written as nodes/);
    });
});

describe('what nodes cannot say of a stored network', () => {
  it('a layer that is called twice is refused by name, and so is one that takes a result twice', () => {
    assert.deepEqual(
      faultOf(() => networkAsNodes(largeNetwork(), null)),
      {
        message:
          '"shared layer" is called 2 times with the same weights, and the wires of one node do not say which result goes where: the network cannot be written as nodes. Train the model further as it is, or use its layers in a node layers of a model',
        layer: 'shared layer',
      },
    );
    const x = inputOf('x', [4]);
    const twice = appendLayer(x, { id: 'm', className: 'Add', label: 'double', args: {} }, [x.heads[0]!, x.heads[0]!]);
    const { message, layer } = faultOf(() => networkAsNodes(twice, null));
    assert.match(message, /^"double" takes the same result twice/);
    assert.equal(layer, 'm');
  });

  it('layers that are frozen, or trained at a rate of their own, are told', () => {
    const network = chain(inputOf('x', [4]), ['Dense'], ['Dense'], ['Dense']);
    const changes = [{}, { trainable: false as const }, { learningRateMultiplier: 0 }, {}];
    const layers = network.layers.map((layer, i) => ({ ...layer, label: `${i}`, ...changes[i] }));
    assert.deepEqual(nodesOf({ ...network, layers }).trainedOtherwise, ['1', '2']);
  });
});

describe('the nodes of a stored network', () => {
  it('have the names that somebody gave, and not those that layers have anyway', () => {
    const markup = '<img src=x onerror=alert(1)>';
    const labels = ['input', 'dense', 'dense_12', markup, 'price'];
    const network = labels.slice(1).reduce((n, label) => next(n, 'Dense', {}, label), inputOf('x', [4], labels[0]));
    assert.deepEqual(
      nodesOf(network).nodes.map(({ properties }) => properties.name),
      [undefined, undefined, undefined, markup, 'price'],
    );
  });

  it('end in output nodes, one for each member of an ensemble, unless the last layer is another than theirs', async () => {
    const { pipeline } = await makeDataset(await readTable({ records: rows }), { targets: ['y'], seed: 1 });
    const outputsOf = (members: number, args: Record<string, unknown> = {}) => {
      const last = { units: 1, activation: 'sigmoid', ...args };
      const ended = chain(inputOf('x', [1]), ['Dense', { units: 5 }], ['Dense', last]);
      const output = { call: ended.heads[0]!, target: ['y'], task: 'binary' as const };
      const { nodes } = networkAsNodes(withMembers(addOutput(ended, output), members), pipeline);
      assert.equal(nodes[0]!.properties.shape, '', 'it follows from the data');
      return nodes.flatMap(({ type, properties }) =>
        type === 'nn-output' ? [[properties.task, properties.target, properties.kernelInitializer]] : [],
      );
    };
    assert.deepEqual(outputsOf(1), [['classification', undefined, 'GlorotUniform']]);
    const member = ['classification', ['y'], 'Zeros'];
    assert.deepEqual(outputsOf(3, { kernelInitializer: 'Zeros' }), [member, member, member]);
    for (const other of [{ units: 2, activation: 'softmax' }, { activation: 'hard_sigmoid' }, { useBias: false }])
      assert.deepEqual(outputsOf(1, other), []);
  });

  it('stand in rows of so many columns, each below the one before', () => {
    const parts = [0, 1, 1, 2, 3, 4].map((depth, i) => ({ id: `${i}`, depth }));
    const places = (columns: number) => parts.map(({ id }) => Object.values(inRows(parts, columns).get(id)!).join());
    assert.deepEqual(places(Number.POSITIVE_INFINITY), ['0,0', '180,0', '180,60', '360,0', '540,0', '720,0']);
    assert.deepEqual(places(2), ['0,0', '180,0', '180,60', '0,160', '180,160', '0,260']);
  });
});
