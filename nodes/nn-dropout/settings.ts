import { layerSettings } from '../../src';

export default layerSettings('dropout', 'Dropout');
