import assert from 'node:assert/strict';
import { quantileBoundaries } from '../../src/catalogue/lib/layers/bins';
import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import { train } from '../../src/training';
import { engineName, testEngine } from '../engines';
import { distance, sampleDataset, samplePlan, sampleRows } from './samples';

describe(`layers that adapt to the training rows on ${engineName}`, () => {
  it('boundaries are numpy.quantile’s, and equal ones count once', () => {
    // numpy.quantile([3, 1, 4, 1.5, 9, 2.6], [0, 1/3, 2/3, 1]); the second column: numpy.unique of the same
    const rows = Float32Array.from([3, 5, 1, 5, 4, 5, 1.5, 7, 9, 5, 2.6, 5]);
    const expected = [1, 2.2333333, 3.3333333, 9, 5, 7, 7, 7];
    assert.ok(distance(quantileBoundaries(rows, 2, 3), expected) < 1e-6);
  });

  const networkOf = (scale: number | null, bins: { trainable?: false } = {}) => {
    let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    if (scale !== null) network = appendLayer(network, { id: 'rescaled', className: 'Rescaling', args: { scale } });
    network = appendLayer(network, { id: 'bins', className: 'PiecewiseLinearEncoding', args: { numBins: 4 }, ...bins });
    network = appendLayer(network, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
    return addOutput(network, { call: network.heads[0]! });
  };
  const boundariesOf = async (scale: number | null, bins: { trainable?: false } = {}) => {
    const plan = samplePlan({ network: networkOf(scale, bins), epochs: 2 });
    const { weights } = await train(plan, sampleDataset(40, 20), await testEngine());
    return weights['bins/boundaries']!.data;
  };

  it('bins are those of the training rows alone, and stay', async () => {
    assert.deepEqual([...(await boundariesOf(null))], [...quantileBoundaries(sampleRows(40).x, 6, 4)]);
  });

  it('a layer that is not trainable adapts too', async () => {
    const expected = [...quantileBoundaries(sampleRows(40).x, 6, 4)];
    assert.deepEqual([...(await boundariesOf(null, { trainable: false }))], expected);
  });

  it('a layer that is called in two places sees the rows of both', async () => {
    let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [6] } });
    const [rows] = network.heads as [string];
    const bins = { id: 'bins', className: 'PiecewiseLinearEncoding', args: { numBins: 4 } };
    network = appendLayer(network, bins, [rows]);
    const [here] = network.heads as [string];
    network = appendLayer({ ...network, heads: [rows] }, { id: 'far', className: 'Rescaling', args: { scale: 3 } });
    network = appendLayer(network, bins, network.heads);
    network = appendLayer(network, { id: 'all', className: 'Add', args: {} }, [here, network.heads[0]!]);
    network = appendLayer(network, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
    const plan = samplePlan({ network: addOutput(network, { call: network.heads[0]! }), epochs: 1 });
    const { weights } = await train(plan, sampleDataset(40, 20), await testEngine());
    const { x } = sampleRows(40);
    const both = Float32Array.from([...x, ...x.map(value => value * 3)]);
    assert.ok(distance(weights['bins/boundaries']!.data, quantileBoundaries(both, 6, 4)) < 1e-6);
  });

  it('they are found in what the layers before make of the rows', async () => {
    const doubled = quantileBoundaries(sampleRows(40).x, 6, 4).map(edge => edge * 2);
    assert.ok(distance(await boundariesOf(2), doubled) < 1e-6);
  });
});
