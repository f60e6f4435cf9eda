import { layerSettings } from '../../src/settings';

export default layerSettings('attention', 'MultiHeadAttention');
