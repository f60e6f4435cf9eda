import { choice, configNode, defineSettings, flag, integer, text } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 0,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: text('name'),
    control: flag(true),
    language: choice(['auto', 'en-US', 'zh-CN'], 'auto'),
    width: integer({ min: 0, max: 100, default: 0 }),
    height: integer({ min: 0, max: 100, default: 0 }),
  },
  more: ['language', 'width', 'height'],
  label: ['model'],
});
