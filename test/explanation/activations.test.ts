import assert from 'node:assert/strict';
import { backgroundActivations, Explainer } from '../../src/explanation';
import type { NetworkSpec } from '../../src/spec';
import { Model, ModelBody } from '../../src/values';
import { bundle } from '../training/program';
import { trainedOn, withBackground } from './samples';

describe('the activations of a trained network', function () {
  this.timeout(240_000);
  let program: Awaited<ReturnType<typeof bundle>>;
  before(async () => {
    program = await bundle('src/explanation/worker/thread.ts');
  });
  after(() => program.remove());

  it('are those of its layers for its background rows; units that are always 0 are counted', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const kept = withBackground(model, dataset);
    const { network, weights } = kept.body;
    const first = network.layers.find(({ className }) => className === 'Dense')!;
    const [kernel, bias] = [weights[`${first.id}/kernel`]!, weights[`${first.id}/bias`]!];
    const units = bias.shape[0]!;
    const dying = { ...bias, data: bias.data.map((value, unit) => (unit === 0 ? -1e6 : value)) };
    const body = Object.assign(Object.create(ModelBody.prototype), {
      ...kept.body,
      weights: { ...weights, [`${first.id}/bias`]: dying },
    });
    const explainer = new Explainer(new Model('penguins', 1, body), null, { entry: program.path });
    const { rows, columns } = explainer.background;
    const { data: encoded } = explainer.encode(
      columns,
      Int32Array.from({ length: rows }, (_, i) => i),
    )[0]!;
    const found = await backgroundActivations(explainer);
    await explainer.dispose();
    assert.equal(found.rows, rows);
    assert.equal(found.calls, found.layers.length);
    assert.deepEqual(
      found.layers.map(({ layer }) => layer),
      calledLayers(network),
    );
    const width = kernel.shape[0]!;
    const wanted = Array.from({ length: rows * units }, (_, i) => {
      const [row, unit] = [Math.floor(i / units), i % units];
      let sum = dying.data[unit]!;
      for (let k = 0; k < width; k++) sum += encoded[row * width + k]! * kernel.data[k * units + unit]!;
      return Math.max(0, sum);
    });
    const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
    const layer = found.layers.find(one => one.layer === first.id)!;
    assert.ok(Math.abs(layer.mean - mean) < 1e-5 * Math.max(1, mean), `${layer.mean}, ${mean}`);
    assert.deepEqual([layer.shape, layer.units], [[units], units]);
    const isDead = (unit: number) => wanted.every((value, i) => i % units !== unit || value === 0);
    assert.equal(
      layer.dead,
      bias.data.reduce((sum, _, unit) => sum + Number(isDead(unit)), 0),
    );
    assert.ok(layer.dead >= 1);
    assert.ok(Math.abs(layer.zeros - wanted.filter(value => value === 0).length / wanted.length) < 0.01);
    const counted = layer.histogram.counts.reduce((a, b) => a + b);
    assert.equal(counted, wanted.length);
  });
});

/** The layers of its calls, without inputs and what passes its input on. */
const calledLayers = ({ calls, layers }: NetworkSpec): string[] =>
  calls
    .map(({ layer }) => layers.find(({ id }) => id === layer)!)
    .filter(({ className }) => !['InputLayer', 'Dropout'].includes(className))
    .map(({ id }) => id);
