import { choice, defineSettings, recipes } from '../../src';

export default defineSettings({
  group: 'layers',
  inputs: 1,
  outputs: 1,
  layer: true,
  singleNodes: true,
  properties: {
    recipe: choice(['auto', ...Object.keys(recipes)], 'auto'),
  },
  sidebar: ['network'],
  label: ['recipe'],
});
