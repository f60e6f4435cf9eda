import { configNode, defineSettings, messagePath, onPage, text } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 1,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: text('reference'),
    answer: messagePath('payload'),
    record: messagePath('record'),
    store: configNode('nn-store'),
    ...onPage,
  },
  more: ['language', 'store', 'width', 'height'],
  label: ['model'],
});
