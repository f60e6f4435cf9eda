import { layerSettings } from '../../src/settings';

export default layerSettings('dropout', 'Dropout');
