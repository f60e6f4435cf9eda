import type { NodeAPI } from 'node-red';
import { type ClassChoice, type LayerFamily, type NodeSettings, readClass } from '../../src';
import { append, passOn } from './append-layer';
import { type Behavior, defineNode, type NodeContext } from './define';
import { layerPreviewRoute, previewOf } from './layer-preview';
import { networkOf } from './message';
import { networkIn } from './static-message';

/**
 * The node of a family of layers (`nn-dense`, `nn-activation`, …): one factory for all of them. It appends one layer,
 * whose id is the node's, to the network of a message. Nothing is kept between messages.
 */
export function layerNode(settings: LayerSettings): (RED: NodeAPI) => void {
  const { classes } = settings;
  const { family } = classes.of;
  const create = (live: NodeContext): Behavior => {
    const chosen = readClass(classes, live.config);
    return {
      part: {
        role: 'layer',
        settings: { ...chosen.values, layer: chosen.entry.className },
        pass: passing => ({ ...passing, network: append(live, chosen, networkIn(passing)) }),
      },
      handle(message) {
        const spec = append(live, chosen, networkOf(message).spec);
        return { ...message, network: passOn(live, spec) };
      },
    };
  };
  return defineNode(`nn-${family}`, settings, create, { routes: layerPreviewRoute(`nn-${family}`, previewOf(family)) });
}

type LayerSettings = NodeSettings & { readonly classes: ClassChoice<LayerFamily> };
