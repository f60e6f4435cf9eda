import assert from 'node:assert/strict';
import type { LayerSpec, Model } from '../../src';
import { catcher, deploy, end, type FlowNode, node, type Running } from './flow';

/** The base's flow, and that which uses its layers; more: what differs from node to node, by id. */
const flowWith = (base: FlowNode[], more: Readonly<Record<string, Partial<FlowNode>>> = {}): FlowNode[] =>
  [
    { id: 'tab', type: 'tab' },
    catcher(),
    ...base,
    end(),
    node('data2', 'nn-dataset', ['in2'], { target: 'y', seed: 2 }),
    node('in2', 'nn-input', ['layers']),
    node('layers', 'nn-layers', ['out2'], { model: 'base' }),
    node('out2', 'nn-output', ['train2']),
    node('train2', 'nn-train', [['end2'], []], { name: 'mine', epochs: 2, seed: 1 }),
    end('end2'),
  ].map(one => ({ ...one, ...more[one.id] }));
const plainBase = [
  node('data', 'nn-dataset', ['in'], { target: 'y', seed: 1 }),
  node('in', 'nn-input', ['d']),
  node('d', 'nn-dense', ['out'], { units: 6, activation: 'relu', name: 'wide' }),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [['end'], []], { name: 'base', epochs: 2, seed: 1 }),
];
const train = async (flow: Running, payload: unknown) => (await flow.ask('data', { payload })).payload as Model;
const transfer = async (flow: Running, payload: unknown) =>
  (await flow.ask('data2', { payload }, 'end2')).payload as Model;
const taken = ({ body }: Model): readonly LayerSpec[] => body.network.layers.filter(({ pretrained }) => pretrained);

const rows = (count: number, kinds: readonly string[], scale = 1) =>
  Array.from({ length: count }, (_, i) => {
    const [a, b] = [((i * 37) % 101) * scale, ((i * 53) % 97) * scale];
    return { a, b, kind: kinds[i % kinds.length]!, y: a > b ? 'more' : 'less' };
  });

describe('layers of a stored model suit', function () {
  this.timeout(60_000);

  it('an ensemble of folds, which reads columns as its members have learned to', async () => {
    const flow = await deploy(flowWith(plainBase, { train2: { folds: 3, finalModel: 'ensemble' } }));
    const base = await train(flow, rows(120, ['x', 'y', 'z']));
    const model = await transfer(flow, rows(60, ['x', 'y', 'z'], 10));
    assert.deepEqual(model.body.pipeline!.features, base.body.pipeline!.features);
  });

  it('tables with fewer categories, or more: each has the place that their model gave it', async () => {
    const flow = await deploy(flowWith(plainBase));
    const base = await train(flow, rows(120, ['x', 'y', 'z']));
    const model = await transfer(flow, rows(60, ['x', 'q'], 10));
    assert.deepEqual(model.body.pipeline!.features, base.body.pipeline!.features);
    const more = await transfer(flow, rows(60, ['x', 'q', 'w', 'v'], 10));
    assert.deepEqual(more.body.pipeline!.features, base.body.pipeline!.features);
  });

  it('the columns of the input that they took, where their model has several', async () => {
    const two = [
      node('data', 'nn-dataset', ['in', 'inb'], { target: 'y', seed: 1 }),
      node('in', 'nn-input', ['d'], { columns: ['a'] }),
      node('inb', 'nn-input', ['e'], { columns: ['b'], name: 'second' }),
      node('d', 'nn-dense', ['m'], { units: 6, activation: 'relu', name: 'wide' }),
      node('e', 'nn-dense', ['m'], { units: 6, activation: 'relu', name: 'other' }),
      node('m', 'nn-merge', ['out'], {}),
      node('out', 'nn-output', ['train']),
      node('train', 'nn-train', [['end'], []], { name: 'base', epochs: 2, seed: 1 }),
    ];
    const flow = await deploy(flowWith(two, {}));
    const base = await train(flow, rows(120, ['x', 'y', 'z']));
    for (const [layer, column] of [
      ['wide', 'a'],
      ['other', 'b'],
    ] as const) {
      await flow.redeploy(flowWith(two, { layers: { layer }, in2: { columns: [column] } }));
      const model = await transfer(flow, rows(60, ['x', 'y', 'z'], 10));
      const own = base.body.pipeline!.features.filter(({ name }) => name === column);
      assert.deepEqual(model.body.pipeline!.features, own);
    }
  });

  it('images of another size, if they are convolutions and a pooling', async () => {
    const image = (size: number, i: number) =>
      Array.from({ length: size }, (_, r) => Array.from({ length: size }, (_, c) => [(i * 7 + r * c) % 11]));
    const images = (size: number) =>
      Array.from({ length: 40 }, (_, i) => ({ p: image(size, i), y: i % 2 ? 'odd' : 'even' }));
    const conv = [
      node('data', 'nn-dataset', ['in'], { target: 'y', seed: 1 }),
      node('in', 'nn-input', ['c']),
      node('c', 'nn-convolution', ['g'], {
        layer: 'Conv2D',
        filters: 3,
        kernelSize: '3',
        activation: 'relu',
        name: 'conv',
      }),
      node('g', 'nn-pooling', ['out'], { layer: 'GlobalAveragePooling2D' }),
      node('out', 'nn-output', ['train']),
      node('train', 'nn-train', [['end'], []], { name: 'base', epochs: 2, seed: 1 }),
    ];
    const flow = await deploy(flowWith(conv));
    const base = await train(flow, images(8));
    const model = await transfer(flow, images(10));
    assert.equal(taken(model).length, 2);
    assert.deepEqual(model.body.pipeline!.features[0]!.transform, base.body.pipeline!.features[0]!.transform);
  });

  it('categories that they look up, whatever their number', async () => {
    const emb = [
      node('data', 'nn-dataset', ['in'], { target: 'y', seed: 1 }),
      node('in', 'nn-input', ['d'], { columns: ['kind'] }),
      node('d', 'nn-embedding', ['f'], { outputDim: 4, name: 'vec' }),
      node('f', 'nn-dense', ['out'], { units: 6, activation: 'relu', name: 'wide' }),
      node('out', 'nn-output', ['train']),
      node('train', 'nn-train', [['end'], []], { name: 'base', epochs: 2, seed: 1 }),
    ];
    const flow = await deploy(flowWith(emb, { in2: { columns: ['kind'] } }));
    const base = await train(flow, rows(120, ['x', 'y', 'z']));
    for (const kinds of [
      ['x', 'q'],
      ['x', 'q', 'r', 's', 't'],
    ]) {
      const model = await transfer(flow, rows(60, kinds, 10));
      assert.deepEqual(model.body.pipeline!.features, base.body.pipeline!.features);
    }
  });
});
