import { layerSettings } from '../../src';

export default layerSettings('normalization', 'BatchNormalization');
