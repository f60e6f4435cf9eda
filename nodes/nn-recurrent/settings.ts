import { layerSettings } from '../../src/settings';

export default layerSettings('recurrent', 'LSTM');
