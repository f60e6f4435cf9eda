import { choice, configNode, defineSettings, integer, optionalShare, text } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 1,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: text('reference'),
    confidence: optionalShare(0.9),
    language: choice(['auto', 'en-US', 'zh-CN'], 'auto'),
    store: configNode('nn-store'),
    width: integer({ min: 0, max: 100, default: 0 }),
    height: integer({ min: 0, max: 100, default: 0 }),
  },
  more: ['confidence', 'language', 'store', 'width', 'height'],
  label: ['model'],
});
