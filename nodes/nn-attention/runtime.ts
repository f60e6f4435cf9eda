import { layerNode } from '../shared/layer';
import form from './form';

export default layerNode(form.classes);
