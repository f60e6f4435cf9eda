import { branches, inUnit, layerSettings, number } from '../../src';

export default layerSettings('merge', 'Add', {
  properties: {
    order: branches(),
    timeout: inUnit('s', number({ min: 0, max: 86_400, default: 10 })),
  },
});
