import type { NodeAPI } from 'node-red';
import type { Family } from '../../src';
import { defineNode } from './define';
import { append, chooseLayer, passOn } from './layers';
import { networkOf } from './message';
import { networkIn } from './passing';

/**
 * The node of a family of layers (`nn-dense`, `nn-activation`, …): one factory for all of them. A network comes in, goes
 * out with one more layer, whose id is the node's. Nothing is kept between messages.
 */
export function layerNode(family: Family): (RED: NodeAPI) => void {
  return defineNode(`nn-${family}`, {}, live => {
    const chosen = chooseLayer(live, family);
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
  });
}
