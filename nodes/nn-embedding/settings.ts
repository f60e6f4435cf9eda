import { layerSettings } from '../../src';

export default layerSettings('embedding', 'Embedding');
