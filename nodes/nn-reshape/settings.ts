import { layerSettings } from '../../src';
import migrations from './migrations';

export default layerSettings('reshape', 'Flatten', { migrations });
