import { configNode, defineSettings, onPage, optionalShare, text } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 1,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: text('reference'),
    confidence: optionalShare(0.9),
    store: configNode('nn-store'),
    ...onPage,
  },
  more: ['confidence', 'language', 'store', 'width', 'height'],
  label: ['model'],
});
