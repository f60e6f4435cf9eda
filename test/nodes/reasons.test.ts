import assert from 'node:assert/strict';
import { Model } from '../../src';
import { trainedOn, withRows } from '../explanation/samples';
import { catcher, deploy, end, type FlowNode, node } from './flow';

const record = {
  ...{ Island: 'Biscoe', 'Beak Length (mm)': 47, 'Beak Depth (mm)': 14.5, 'Flipper Length (mm)': 216 },
  ...{ 'Body Mass (g)': 5200, Sex: null },
};
const flowOf = (...nodes: FlowNode[]): FlowNode[] => [{ id: 'tab', type: 'tab' }, catcher(), ...nodes, end()];

describe('nn-predict with reasons', function () {
  this.timeout(240_000);

  it('each answer has so many; a model that keeps no rows is an error at this node', async () => {
    const { model } = await trainedOn('penguins');
    const flow = await deploy(flowOf(node('predict', 'nn-predict', ['end'], { reasons: '2' })));
    flow.send('predict', { payload: model });
    await flow.until('predict', 'penguins v1');
    const { payload } = await flow.ask('predict', { payload: [record, record] });
    const answers = payload as { label: string; reasons: { column: string; text: string }[] }[];
    assert.deepEqual(
      answers.map(({ label, reasons }) => [label, reasons.length]),
      [
        ['Gentoo', 2],
        ['Gentoo', 2],
      ],
    );
    assert.match(answers[0]!.reasons[0]!.text, /: [+−]\d+(\.\d)? points? for Gentoo$/);
    const bare = new Model('bare', 1, withRows(model.body, null));
    const error = await flow.fails('predict', { payload: bare });
    assert.match(error.message, /keeps no training rows.*keepBackground/);
    await flow.stop();
  });
});
