import { choice, DETECTORS, defineSettings, recipes, when } from '../../src';

export default defineSettings({
  group: 'layers',
  inputs: 1,
  outputs: 1,
  layer: true,
  singleNodes: true,
  properties: {
    recipe: choice(['auto', ...Object.keys(recipes)], 'auto'),
    detector: when({ recipe: ['anomaly'] }, choice(DETECTORS, 'prediction')),
  },
  sidebar: ['network'],
  label: ['recipe'],
});
