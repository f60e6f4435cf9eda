import type { NodeAPI } from 'node-red';
import { append, type Choice, chooseLayer, passOn } from './append-layer';
import { type Behaviour, defineNode, type NodeContext } from './define';
import { layerPreviewRoute, previewOf } from './layer-preview';
import { networkOf } from './message';
import { networkIn } from './static-message';

/**
 * The node of a family of layers (`nn-dense`, `nn-activation`, …): one factory for all of them. A network comes in, goes
 * out with one more layer, whose id is the node's. Nothing is kept between messages.
 */
export function layerNode(choice: Choice): (RED: NodeAPI) => void {
  const create = (live: NodeContext): Behaviour => {
    const chosen = chooseLayer(live, choice);
    return {
      part: {
        role: 'layer',
        settings: { ...chosen.values, layer: chosen.entry.className },
        pass: passing => ({ ...passing, network: append(live, chosen, networkIn(passing, live.subject)) }),
      },
      handle(message) {
        const spec = append(live, chosen, networkOf(message, live.subject).spec);
        return { ...message, network: passOn(live, spec) };
      },
    };
  };
  return defineNode(`nn-${choice.of.family}`, {}, create, {
    routes: layerPreviewRoute(`nn-${choice.of.family}`, previewOf(choice.of.family)),
  });
}
