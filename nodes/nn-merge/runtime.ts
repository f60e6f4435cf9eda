import { joinBranches, number } from '../../src';
import { append, chooseLayer, passOn } from '../shared/append-layer';
import { type Behaviour, defineNode, type NodeContext } from '../shared/define';
import { gatherer } from '../shared/gather';
import { layerPreviewRoute, previewOf } from '../shared/layer-preview';
import { names, type Settings } from '../shared/settings';
import { networksOf } from '../shared/static-message';
import form from './form';

const settings = { timeout: number({ min: 0, default: 10 }), order: names() };

/** Joins the branches of a network in a merge layer: waits for as many messages as the walk says will arrive. */
export default defineNode('nn-merge', settings, create, { routes: layerPreviewRoute('nn-merge', previewOf('merge')) });

function create(live: NodeContext, { timeout, order }: Settings<typeof settings>): Behaviour {
  const chosen = chooseLayer(live, form.classes);
  const { part, take } = gatherer(live, { timeout: timeout * 1000, order, wires: true });
  return {
    part: {
      ...part,
      role: 'merge',
      settings: { ...chosen.values, layer: chosen.entry.className, timeout, order },
      gather: passings => {
        const joined = joinBranches(networksOf(passings, live.subject));
        return { ...passings[0]!, network: append(live, chosen, joined) };
      },
    },
    async handle(message) {
      const gathered = await take(message);
      if (!gathered) return null;
      return { ...gathered.message, network: passOn(live, append(live, chosen, joinBranches([gathered.network]))) };
    },
  };
}
