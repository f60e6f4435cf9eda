import { layerSettings } from '../../src';

export default layerSettings('recurrent', 'LSTM');
