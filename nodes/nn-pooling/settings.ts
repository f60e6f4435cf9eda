import { layerSettings } from '../../src/settings';

export default layerSettings('pooling', 'MaxPooling2D');
