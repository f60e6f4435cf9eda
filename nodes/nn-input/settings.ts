import { layerSettings } from '../../src/settings';

export default layerSettings('input', 'InputLayer', { label: ['columns', 'shape'] });
