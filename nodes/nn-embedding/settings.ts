import { layerSettings } from '../../src/settings';

export default layerSettings('embedding', 'Embedding');
