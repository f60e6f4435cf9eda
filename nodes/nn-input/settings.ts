import { layerSettings } from '../../src';

export default layerSettings('input', 'InputLayer', { label: ['columns', 'shape'] });
