import { choice, configNode, defineSettings, integer, messagePath, text, when } from '../../src';

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    model: text('reference'),
    input: choice(['readings', 'sensor'], 'readings'),
    sensor: when({ input: ['sensor'] }, messagePath('topic')),
    key: messagePath(''),
    time: messagePath(''),
    every: choice(['auto', 'reading', 'period'], 'auto'),
    store: configNode('nn-store'),
    maxKeys: integer({ min: 1, max: 1_000_000, default: 10_000 }),
    context: text(),
    property: messagePath('payload'),
    result: messagePath('payload'),
  },
  more: ['store', 'maxKeys', 'context', 'property', 'result'],
  sidebar: ['models'],
  label: ['model'],
});
