import { layerNode } from '../shared/layer-node';
import settings from './settings';

export default layerNode(settings);
