import { choice, defineSettings, initializer, names } from '../../src';

export default defineSettings({
  group: 'layers',
  inputs: 1,
  outputs: 1,
  layer: true,
  properties: {
    target: names(),
    task: choice(['auto', 'classification', 'multi-label', 'regression'], 'auto'),
    kernelInitializer: initializer('GlorotUniform'),
    biasInitializer: initializer('Zeros'),
  },
  more: ['kernelInitializer', 'biasInitializer'],
  sidebar: ['network'],
  label: ['target', 'task'],
});
