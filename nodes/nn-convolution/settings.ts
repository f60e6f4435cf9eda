import { layerSettings } from '../../src/settings';

export default layerSettings('convolution', 'Conv2D');
