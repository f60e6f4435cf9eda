import { layerSettings } from '../../src/settings';

export default layerSettings('activation', 'Activation');
