import { choice, configNode, defineSettings, integer, names, optionalShare, text } from '../../src';

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
    language: choice(['auto', 'en-US', 'zh-CN'], 'auto'),
    store: configNode('nn-store'),
    width: integer({ min: 0, max: 100, default: 0 }),
    height: integer({ min: 0, max: 100, default: 0 }),
  },
  more: ['confidence', 'language', 'store', 'width', 'height'],
  label: ['model'],
});
