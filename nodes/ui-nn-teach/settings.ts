import { choice, configNode, defineSettings, integer, names, onPage, required, text, when } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 1,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: required('the name of the model that is trained', text('name')),
    kind: choice(['pictures', 'records'], 'pictures'),
    size: when({ kind: ['pictures'] }, integer({ min: 8, max: 128, default: 32 })),
    target: required('the name of the column that holds the labels', text()),
    labels: names(),
    store: configNode('nn-store'),
    ...onPage,
  },
  more: ['language', 'store', 'width', 'height'],
  newNode: { model: 'taught', target: 'label' },
  label: ['model'],
});
