import { choice, configNode, defineSettings, integer, messagePath, text, when } from '../../src';

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    model: text('reference'),
    store: configNode('nn-store'),
    engine: configNode('nn-engine'),
    output: choice(['scores', 'label', 'tensor'], 'scores'),
    reasons: when({ output: ['scores'] }, integer({ min: 0, max: 1000, default: 0 })),
    property: messagePath('payload'),
    result: messagePath('payload'),
  },
  label: ['model'],
});
