import { layerSettings } from '../../src';

export default layerSettings('pooling', 'MaxPooling2D');
