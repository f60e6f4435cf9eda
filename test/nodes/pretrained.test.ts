import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type LayerSpec, type Model, openStore } from '../../src';
import { catcher, deploy, end, type FlowNode, node, type Running } from './flow';

const records = Array.from({ length: 120 }, (_, i) => {
  const [a, b] = [(i * 37) % 101, (i * 53) % 97];
  return { a, b, kind: a > b ? 'more' : 'less', size: a + b > 100 ? 'large' : 'small' };
});

/** One flow trains `signs`; the other uses its layers for another target. */
const flowWith = (layers: Partial<FlowNode> = {}, input: Partial<FlowNode> = {}, target = 'size'): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', ['in'], { target: 'kind', columns: [{ name: 'size', type: 'ignored' }], seed: 1 }),
  node('in', 'nn-input', ['d']),
  node('d', 'nn-dense', ['e'], { units: 6, activation: 'relu', name: 'wide' }),
  node('e', 'nn-dense', ['out'], { units: 4, activation: 'tanh', name: 'narrow' }),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [['end'], []], { name: 'signs', epochs: 3, seed: 1 }),
  end(),
  node('data2', 'nn-dataset', ['in2'], { target, columns: [{ name: 'kind', type: 'ignored' }], seed: 2 }),
  node('in2', 'nn-input', ['layers'], input),
  node('layers', 'nn-layers', ['out2'], { model: 'signs', ...layers }),
  node('out2', 'nn-output', ['train2']),
  node('train2', 'nn-train', [['end2'], []], { name: 'sizes', epochs: 3, seed: 1 }),
  end('end2'),
];
const storeIn = (flow: Running) => openStore(join(flow.userDir, 'tensorwire/models'));
const trainBase = async (flow: Running) => (await flow.ask('data', { payload: records })).payload as Model;
const transfer = async (flow: Running, payload: unknown = records) =>
  (await flow.ask('data2', { payload }, 'end2')).payload as Model;
const taken = ({ body }: Model): readonly LayerSpec[] => body.network.layers.filter(({ pretrained }) => pretrained);
const weightOf = ({ body }: Model, layer: string, name: string): readonly number[] => [
  ...body.weights[`${layer}/${name}`]!.data,
];

describe('layers of a stored model', function () {
  this.timeout(60_000);

  it('stay as they are, and read columns as the model has learned to; the new model needs the old one no more', async () => {
    const flow = await deploy(flowWith());
    const base = await trainBase(flow);
    const model = await transfer(flow);
    assert.deepEqual(
      taken(model).map(({ label, trainable, training }) => [label, trainable, training]),
      [
        ['wide', false, false],
        ['narrow', false, false],
      ],
    );
    for (const { id, pretrained } of taken(model)) {
      assert.deepEqual([pretrained!.model, pretrained!.store], ['signs:1', '']);
      for (const name of ['kernel', 'bias'])
        assert.deepEqual(weightOf(model, id, name), weightOf(base, pretrained!.layer, name));
    }
    assert.deepEqual(model.body.pipeline!.features, base.body.pipeline!.features);
    assert.match(flow.status('layers'), /^signs v1 · 4 outputs · 46 weights$/);

    const store = storeIn(flow);
    await store.delete('signs');
    const kept = await store.load('sizes');
    assert.deepEqual(kept.body.network.layers, model.body.network.layers);
    await assert.rejects(transfer(flow), /there is no model "signs"/);
  });

  it('are trained where that is wanted, up to the layer that is named', async () => {
    const flow = await deploy(flowWith({ trainable: true, layer: 'wide', learningRateMultiplier: 0.5 }));
    const base = await trainBase(flow);
    const model = await transfer(flow);
    const [wide, ...others] = taken(model);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [wide!.label, wide!.trainable, wide!.training, wide!.learningRateMultiplier],
      ['wide', undefined, false, 0.5],
    );
    assert.notDeepEqual(weightOf(model, wide!.id, 'kernel'), weightOf(base, wide!.pretrained!.layer, 'kernel'));
  });

  it('that are not there are refused by name, as are other columns and shapes', async () => {
    const flow = await deploy(flowWith({ layer: 'wise' }));
    await trainBase(flow);
    await assert.rejects(transfer(flow), /layer must be a layer of signs v1 \(wide, narrow, output\), received "wise"/);
    await flow.redeploy(flowWith({}, { columns: ['a'] }));
    await assert.rejects(transfer(flow), /signs:1 has learned from the columns a, b, and the input input brings a\./);
    await flow.redeploy(flowWith({}, { columns: ['b', 'a'] }));
    await assert.rejects(
      transfer(flow),
      /signs:1 has learned from the columns a, b, and the input input brings b, a\. Choose the same columns/,
    );
    await flow.redeploy(flowWith({ model: 'signs:7' }));
    await assert.rejects(transfer(flow), /has no version 7/);
    await flow.redeploy(flowWith({ model: '' }));
    await assert.rejects(transfer(flow), /model must be the name of a stored model/);
  });

  it('of a model that is not there yet: the status says so, until it is', async () => {
    const flow = await deploy(flowWith());
    await flow.until('layers', /there is no model "signs"/);
    await trainBase(flow);
    await flow.until('layers', /^signs v1/);
  });

  it('may be taken in turn, and by an ensemble, whose members share what is frozen', async () => {
    const flow = await deploy(flowWith());
    await trainBase(flow);
    const frozen = flowWith().map(one => (one.id === 'train2' ? { ...one, members: 3 } : one));
    await flow.redeploy(frozen);
    const model = await transfer(flow);
    assert.equal(taken(model).length, 2);
    assert.equal(model.body.network.layers.filter(({ className }) => className === 'Average').length, 1);

    const trained = flowWith({ trainable: true }).map(one => (one.id === 'train2' ? { ...one, members: 2 } : one));
    await flow.redeploy(trained);
    assert.equal(taken(await transfer(flow)).length, 4);

    const again = flowWith({ model: 'sizes:1', layer: 'narrow' }, {}, 'size');
    await flow.redeploy(again);
    const third = await transfer(flow);
    assert.deepEqual([...new Set(taken(third).map(({ pretrained }) => pretrained!.model))], ['sizes:1']);
  });
});
