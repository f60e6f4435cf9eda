import { layerSettings } from '../../src';

export default layerSettings('activation', 'Activation');
