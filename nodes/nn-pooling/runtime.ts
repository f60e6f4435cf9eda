import { layerNode } from '../shared/layer-node';
import form from './form';

export default layerNode(form.classes);
