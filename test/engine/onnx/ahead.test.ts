import assert from 'node:assert/strict';
import { computedAhead } from '../../../src/engine/onnx/ahead';
import * as g from '../../../src/graph';
import { addOutput, appendLayer, emptyNetwork } from '../../../src/network';
import { prepare } from '../../../src/training/job';
import { buildStep } from '../../../src/training/step';
import { samplePlan, sampleRows, tensorColumn, tensorDataset } from '../../training/samples';

describe('what is computed ahead of the steps', () => {
  it('what is made of the scalars is there for each step, what is made of the number of rows once', () => {
    const [x, w, rate] = [g.input('x', ['N', 3]), g.input('w', [3]), g.input('rate', [])];
    const share = g.div(1, g.sizeOf('N'));
    const slope = g.mul(g.sum(x, [0]), share);
    const faster = g.mul(rate, 2);
    const next = g.sub(w, g.mul(slope, faster));
    const step = { data: [x], scalars: [rate], state: [{ input: w, next }], outputs: { rows: g.reshape(share, [1]) } };
    const { once, eachStep } = computedAhead(step);
    assert.deepEqual(new Set(once), new Set([share, step.outputs.rows]));
    assert.deepEqual(eachStep, [faster]);
  });

  it('a step of Adam has no power left to compute, and no division by the number of rows alone', () => {
    const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
    const network = appendLayer(input, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
    const { x, oneHot } = sampleRows(8, { features: 4, classes: 3, key: 5 });
    const target = { ...tensorColumn('label', oneHot, [3]), task: 'classification' as const };
    const dataset = tensorDataset([tensorColumn('x', x, [4])], [target], 8, 8);
    const plan = samplePlan({ network: addOutput(network, { call: network.heads[0]! }), batchSize: 8 });
    const { graph } = buildStep(prepare({ ...plan, optimizer: { className: 'Adam', args: {} } }, dataset));
    const { once, eachStep } = computedAhead(graph);
    const results = [...graph.state.map(s => s.next), ...Object.values(graph.outputs)];
    const ahead = new Set([...once, ...eachStep]);
    const inside = g.topological(results, ahead).filter(node => !ahead.has(node));
    const scalar = inside.filter(node => node.shape.length === 0 && node.op !== 'constant').map(node => node.op);
    assert.ok(once.length > 0 && eachStep.length > 0);
    assert.ok(!scalar.includes('pow') && !scalar.includes('sizeOf'), scalar.join());
  });
});
