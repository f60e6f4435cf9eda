import { configNode, defineSettings, flag, number, required, text, when } from '../../src';

const TRAINED = { trainable: ['true'] };

export default defineSettings({
  group: 'layers',
  inputs: 1,
  outputs: 1,
  layer: true,
  properties: {
    model: required('the name of a stored model', text('reference')),
    layer: text('layer'),
    trainable: flag(false),
    learningRateMultiplier: when(TRAINED, number({ min: 0, default: 1 })),
    inferenceMode: when(TRAINED, flag(true)),
    store: configNode('nn-store'),
  },
  more: ['inferenceMode', 'store'],
  sidebar: ['models', 'network'],
  label: ['model'],
});
