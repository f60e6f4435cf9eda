import { choice, configNode, defineSettings } from '../../src';

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    on: choice(['test', 'validation', 'train', 'payload'], 'test'),
    store: configNode('nn-store'),
  },
  label: ['on'],
});
