import { layerSettings } from '../../src/settings';
import migrations from './migrations';

export default layerSettings('reshape', 'Flatten', { migrations });
