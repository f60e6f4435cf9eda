import { configNode, defineSettings, integer, names, onPage, optionalShare, text } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 1,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: text('reference'),
    columns: names(),
    reasons: integer({ min: 0, max: 20, default: 3 }),
    confidence: optionalShare(0.9),
    store: configNode('nn-store'),
    ...onPage,
  },
  more: ['confidence', 'language', 'store', 'width', 'height'],
  label: ['model'],
});
