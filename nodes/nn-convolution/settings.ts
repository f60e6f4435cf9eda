import { layerSettings } from '../../src';

export default layerSettings('convolution', 'Conv2D', { newNode: { activation: 'relu' } });
