import assert from 'node:assert/strict';
import { hoist } from '../../../src/engine/ort/hoist';
import * as g from '../../../src/graph';
import { addOutput, appendLayer, emptyNetwork } from '../../../src/network';
import { prepare } from '../../../src/training/prepared';
import { buildStep } from '../../../src/training/step/step';
import { samplePlan, sampleRows, tensorColumn, tensorDataset } from '../../training/samples';

describe('what is hoisted out of the steps', () => {
  it('what is made of the scalars is there for each step, what is made of the number of rows once', () => {
    const [x, w, rate] = [g.input('x', ['N', 3]), g.input('w', [3]), g.input('rate', [])];
    const share = g.div(1, g.sizeOf('N'));
    const longest = g.max(x, [1]);
    const total = g.sum(g.cast(g.greater(longest, 0), 'float32'));
    const slope = g.mul(g.sum(x, [0]), share);
    const faster = g.mul(rate, 2);
    const next = g.sub(w, g.mul(g.mul(slope, total), faster));
    const step = { data: [x], scalars: [rate], state: [{ input: w, next }], outputs: { rows: g.reshape(share, [1]) } };
    const { once, before, sequences, after } = hoist(step);
    assert.deepEqual(new Set(once), new Set([share, step.outputs.rows]));
    assert.deepEqual(
      new Set(before),
      new Set(
        [longest, ...g.topological([total], new Set([longest])), faster].filter(n => n.inputs.length > 0 && n !== x),
      ),
    );
    // the sum over the batch of each column is made in the steps: its order would depend on how many there are
    assert.deepEqual(new Set(sequences), new Set([x, total, faster]));
    assert.deepEqual(after, []);
  });

  it('what only the outputs read is computed after the steps, of what the steps leave behind', () => {
    const [x, y, w] = [g.input('x', ['N', 3]), g.input('y', ['N', 1]), g.input('w', [3, 1])];
    const prediction = g.matmul(x, w);
    const slope = g.matmul(g.transpose(x, [1, 0]), g.sub(prediction, y));
    const error = g.abs(g.sub(g.mul(prediction, 2), y));
    const near = g.sum(g.cast(g.less(error, 1), 'float32'));
    const loss = g.mean(error);
    const outputs = { near, loss };
    const step = { data: [x, y], scalars: [], state: [{ input: w, next: g.sub(w, slope) }], outputs };
    const { after, stacked, sequences } = hoist(step);
    assert.ok(after.includes(near) && after.includes(loss) && after.includes(error) && !after.includes(prediction));
    assert.deepEqual(stacked, [prediction]);
    assert.deepEqual(sequences, [x, y]);
  });

  it('numbers that are many a row stay in the step, and what they are made of too', () => {
    const [x, w] = [g.input('x', ['N', 100]), g.input('w', [100])];
    const wide = g.mul(x, w);
    const loss = g.sum(g.exp(g.neg(wide)));
    const step = { data: [x], scalars: [], state: [{ input: w, next: g.sub(w, g.sum(wide, [0])) }], outputs: { loss } };
    const { after, stacked } = hoist(step);
    assert.deepEqual([after, stacked], [[], []]);
  });

  it('a step of Adam has no power left to compute, no division by the number of rows alone, no loss and no metric', () => {
    const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
    const network = appendLayer(input, { id: 'out', className: 'Dense', args: { units: 3, activation: 'softmax' } });
    const { x, oneHot } = sampleRows(8, { features: 4, classes: 3, key: 5 });
    const target = { ...tensorColumn('label', oneHot, [3]), task: 'classification' as const };
    const dataset = tensorDataset([tensorColumn('x', x, [4])], [target], 8, 8);
    const plan = samplePlan({ network: addOutput(network, { call: network.heads[0]! }), batchSize: 8 });
    const { graph } = buildStep(prepare({ ...plan, optimizer: { className: 'Adam', args: {} } }, dataset));
    const { once, sequences, after } = hoist(graph);
    const outputs = Object.values(graph.outputs);
    assert.ok(outputs.every(node => after.includes(node)));
    const known = new Set([...once, ...sequences]);
    const inside = g
      .topological(
        graph.state.map(s => s.next),
        known,
      )
      .filter(node => !known.has(node));
    const scalar = inside
      .filter(node => node.shape.length === 0 && node.op.name !== 'constant')
      .map(node => node.op.name);
    assert.deepEqual(scalar, []);
    assert.ok(!inside.some(node => ['argmax', 'log', 'equal'].includes(node.op.name)));
  });
});
