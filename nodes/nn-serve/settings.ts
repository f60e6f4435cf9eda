import { configNode, defineSettings, inUnit, number, text, texts } from '../../src';

export default defineSettings({
  group: 'use',
  inputs: 0,
  outputs: 0,
  properties: {
    models: texts(),
    path: text(),
    store: configNode('nn-store'),
    engine: configNode('nn-engine'),
    maxSize: inUnit('MB', number({ min: 0.001, max: 1024, default: 8 })),
  },
  more: ['store', 'engine', 'maxSize'],
  sidebar: ['models'],
  label: ['models'],
});
