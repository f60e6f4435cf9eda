import { number } from '../../src/catalogue/arguments';
import { branches, inUnit, layerSettings } from '../../src/settings';

export default layerSettings('merge', 'Add', {
  properties: {
    order: branches(),
    timeout: inUnit('s', number({ min: 0, max: 86_400, default: 10 })),
  },
});
