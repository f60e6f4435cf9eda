import { layerSettings } from '../../src/settings';

export default layerSettings('normalization', 'BatchNormalization');
