import { layerNode } from '../shared/layer';

export default layerNode('normalization');
