import { layerSettings } from '../../src';

export default layerSettings('attention', 'MultiHeadAttention');
