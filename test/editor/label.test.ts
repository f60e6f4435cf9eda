import assert from 'node:assert/strict';
import dataset from '../../nodes/nn-dataset/form';
import dense from '../../nodes/nn-dense/form';
import model from '../../nodes/nn-model/form';
import optimizer from '../../nodes/nn-optimizer/form';
import type { NodeForm } from '../../src/editor/form';
import { label } from '../../src/editor/label';

const node = (type: string, properties: Record<string, unknown>) =>
  ({ id: '1', type, _: (key: string) => `<${key}>`, ...properties }) as unknown as EditorNode;
const of = (type: string, form: object, properties: Record<string, unknown>) =>
  label(node(type, properties), { type, ...form } as NodeForm);

describe('the label of a node', () => {
  it('is its name', () => assert.equal(of('nn-dense', dense, { name: 'hidden', units: 3 }), 'hidden'));

  it('is what the layer does, as the catalogue says it', () => {
    assert.equal(of('nn-dense', dense, { layer: 'Dense', units: '128', activation: 'relu' }), 'Dense 128 relu');
    assert.match(of('nn-optimizer', optimizer, { algorithm: 'Adam', learningRate: 0.01 }), /^Adam .*0\.01/);
  });

  it('is the class alone while an argument is wrong or left to the environment', () => {
    assert.equal(of('nn-dense', dense, { layer: 'Dense', units: 'many' }), 'Dense');
  });

  it('is what the node works on, or its kind', () => {
    assert.equal(of('nn-dataset', dataset, { source: 'file', file: 'a.csv', target: 'y' }), 'a.csv');
    assert.equal(of('nn-dataset', dataset, { source: 'payload', file: '', target: '' }), '<nn-dataset.palette>');
    assert.equal(of('nn-model', model, { action: 'save' }), '<nn-model.option.action.save>');
  });
});
