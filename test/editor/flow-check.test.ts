import assert from 'node:assert/strict';
import { exampleFlows } from '../../scripts/examples';
import { flowProblems } from '../../src/editor/flow-check/problems';
import { type Wire, type WiredNode, Wiring } from '../../src/editor/flow-check/wiring';
import { pipelines } from '../../src/editor/insert/pipelines';

type FlowNode = WiredNode & { readonly wires?: unknown };

function wiringOf(flow: readonly FlowNode[]): Wiring {
  const byId = new Map(flow.map(node => [node.id, node]));
  const wires = flow.flatMap(source =>
    ((source.wires ?? []) as readonly (readonly string[])[]).flatMap((targets, sourcePort) =>
      targets.flatMap((id): Wire[] => {
        const target = byId.get(id);
        return target ? [{ source, sourcePort, target }] : [];
      }),
    ),
  );
  return new Wiring(flow, wires);
}
const node = (id: string, type: string, wires: readonly (readonly string[])[], more: object = {}): FlowNode => ({
  id,
  type,
  z: 'tab',
  wires,
  ...more,
});
const found = (...flow: FlowNode[]) =>
  flowProblems(wiringOf(flow)).map(({ key, node, fix }) => `${key} ${node.id} ${fix.kind}`);

describe('what is missing in a flow', () => {
  const data = (more: object = {}) =>
    node('data', 'nn-dataset', [['network']], { source: 'file', target: 'y', ...more });
  const network = node('network', 'nn-network', [['train']]);
  const train = (wires: string[][] = [['predict'], []], more: object = {}) => node('train', 'nn-train', wires, more);
  const predict = node('predict', 'nn-predict', [[]], { model: '' });
  const inject = node('ask', 'inject', [['predict']]);

  it('no model, where the inject node before it names one in msg.model', () => {
    const names = node('ask', 'inject', [['predict']], { props: [{ p: 'payload' }, { p: 'model', v: 'penguins' }] });
    assert.deepEqual(found(names, predict), []);
    assert.deepEqual(found(inject, predict), ['noModel predict edit']);
  });

  it('nothing in a whole one', () => {
    assert.deepEqual(found(data(), network, train(), predict, inject), []);
  });

  it('a target, where the data of a file are trained on', () => {
    assert.deepEqual(found(data({ target: '' }), network, train(), predict), ['noTarget data edit']);
    assert.deepEqual(found(data({ target: [] }), network, train(), predict), ['noTarget data edit']);
    assert.deepEqual(found(data({ target: '', source: 'payload' }), network, train(), predict), []);
    assert.deepEqual(found(data({ target: '' })), []);
  });

  it('an output node behind a layer that ends no network', () => {
    const dense = (more: object) => node('network', 'nn-dense', [['train']], more);
    assert.deepEqual(found(data(), dense({ activation: 'relu' }), train(), predict), ['noOutput train output']);
    assert.deepEqual(found(data(), dense({ activation: 'softmax' }), train(), predict), []);
    assert.deepEqual(found(data(), dense({}), train(), predict), []);
    assert.deepEqual(found(data(), dense({ activation: 'relu', units: '1' }), train(), predict), [], 'a number');
    assert.deepEqual(found(data(), dense({ activation: '${LAST}', units: '3' }), train(), predict), []);
    assert.deepEqual(found(data(), node('network', 'nn-merge', [['train']]), train(), predict), []);
    assert.deepEqual(found(data(), node('network', 'nn-dropout', [['train']]), train(), predict), [
      'noOutput train output',
    ]);
    assert.deepEqual(found(data(), node('network', 'function', [['train']]), train(), predict), []);
  });

  it('a model, where only records reach predict', () => {
    const named = train([[], []], { name: 'orders', save: true });
    assert.deepEqual(found(data(), network, named, predict, inject), ['noModel predict wire']);
    assert.deepEqual(found(predict, inject), ['noModel predict edit']);
    assert.deepEqual(found(predict), [], 'nothing is wired yet');
    assert.deepEqual(found({ ...predict, model: 'orders' }, inject), []);
    assert.deepEqual(found({ ...predict, server: 'a server' }, inject), [], 'the server has one');
    assert.deepEqual(found(predict, node('any', 'function', [['predict']])), []);
    assert.deepEqual(found(predict, node('any', 'link in', [['predict']])), []);
    assert.deepEqual(found(data(), network, train([[], ['predict']], { name: 'a', save: true }), predict), [
      'noModel predict wire',
    ]);
  });

  it('a place for the model, which otherwise is lost', () => {
    const alone = train([[], []], { name: '', save: true });
    assert.deepEqual(found(data(), network, alone), ['lostModel train edit']);
    assert.deepEqual(found(data(), network, alone, predict), ['lostModel train wire']);
    assert.deepEqual(found(data(), network, train([[], []], { name: 'orders', save: false })), [
      'lostModel train edit',
    ]);
    assert.deepEqual(found(data(), network, { ...alone, d: true }), []);
  });

  it('nothing in any example, nor in what is inserted but for its target', () => {
    for (const [file, flow] of Object.entries(exampleFlows()))
      assert.deepEqual(found(...(flow as readonly FlowNode[])), [], file);
    for (const { nodes, untargeted } of pipelines)
      assert.deepEqual(found(...nodes), untargeted ? [] : ['noTarget data edit']);
  });
});
