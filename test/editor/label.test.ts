import assert from 'node:assert/strict';
import { nodeForm } from '../../scripts/forms';
import { label } from '../../src/editor/label';

const node = (type: string, properties: Record<string, unknown>) =>
  ({ id: '1', type, _: (key: string) => `<${key}>`, ...properties }) as unknown as EditorNode;
const of = (type: string, properties: Record<string, unknown>) => label(node(type, properties), nodeForm(type));

describe('the label of a node', () => {
  it('is its name', () => assert.equal(of('nn-dense', { name: 'hidden', units: 3 }), 'hidden'));

  it('is what the layer does, as the catalogue says it', () => {
    assert.equal(of('nn-dense', { layer: 'Dense', units: '128', activation: 'relu' }), 'Dense 128 relu');
    assert.match(of('nn-optimizer', { algorithm: 'Adam', learningRate: 0.01 }), /^Adam .*0\.01/);
  });

  it('is the class alone while an argument is wrong or left to the environment', () => {
    assert.equal(of('nn-dense', { layer: 'Dense', units: 'many' }), 'Dense');
  });

  it('is what the node works on, or its kind', () => {
    assert.equal(of('nn-dataset', { source: 'file', file: 'a.csv', target: 'y' }), 'a.csv');
    assert.equal(of('nn-dataset', { source: 'payload', file: '', target: '' }), '<nn-dataset.palette>');
    assert.equal(of('nn-model', { action: 'save' }), '<nn-model.option.action.save>');
  });

  it('is short where nobody typed it as a name: of a path its end', () => {
    const file = (path: string) => of('nn-dataset', { source: 'file', file: path, target: 'y' });
    assert.equal(file('/srv/data/customers/2024/penguins.csv'), 'penguins.csv');
    assert.equal(file('C:\\data\\penguins.csv'), 'penguins.csv');
    assert.equal(file('folder/'), 'folder');
    assert.equal(file(`/srv/${'long'.repeat(20)}.csv`), `${'long'.repeat(20).slice(0, 27)}…`);
    const columns = of('nn-dataset', {
      source: 'payload',
      file: '',
      target: ['first column', 'second', 'third one'],
    });
    assert.equal(columns, 'first column, second, third…');
    assert.equal(of('nn-store', { folder: '/var/lib/models/of/ours' }), 'ours');
    const name = 'a name that somebody typed, however long it is';
    assert.equal(of('nn-dataset', { name, source: 'file', file: '/a/b.csv' }), name);
  });
});
