import { layerSettings } from '../../src/settings';

export default layerSettings('dense', 'Dense');
