import { layerSettings } from '../../src';

export default layerSettings('dense', 'Dense', { newNode: { activation: 'relu' } });
