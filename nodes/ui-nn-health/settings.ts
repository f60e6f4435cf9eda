import { choice, configNode, defineSettings, integer, messagePath, text } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 1,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: text('reference'),
    answer: messagePath('payload'),
    record: messagePath('record'),
    language: choice(['auto', 'en-US', 'zh-CN'], 'auto'),
    store: configNode('nn-store'),
    width: integer({ min: 0, max: 100, default: 0 }),
    height: integer({ min: 0, max: 100, default: 0 }),
  },
  more: ['language', 'store', 'width', 'height'],
  label: ['model'],
});
