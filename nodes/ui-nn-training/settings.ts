import { configNode, defineSettings, flag, onPage, text } from '../../src';

export default defineSettings({
  group: 'dashboard',
  inputs: 0,
  outputs: 1,
  properties: {
    group: configNode('ui-group'),
    model: text('name'),
    control: flag(true),
    ...onPage,
  },
  more: ['language', 'width', 'height'],
  label: ['model'],
});
