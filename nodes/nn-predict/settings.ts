import { choice, configNode, defineSettings, messagePath, text } from '../../src';

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    model: text('reference'),
    store: configNode('nn-store'),
    engine: configNode('nn-engine'),
    output: choice(['scores', 'label', 'tensor'], 'scores'),
    property: messagePath('payload'),
    result: messagePath('payload'),
  },
  label: ['model'],
});
