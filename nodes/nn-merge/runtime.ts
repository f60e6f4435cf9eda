import { joinBranches, readClass, type Settings } from '../../src';
import { append, passOn } from '../shared/append-layer';
import { type Behavior, defineNode, type NodeContext } from '../shared/define';
import { gatherer } from '../shared/gather';
import { layerPreviewRoute, previewOf } from '../shared/layer-preview';
import { dataOf, networksOf } from '../shared/static-message';
import settings from './settings';

/** Joins the branches of a network in a merge layer: waits for as many messages as the flow check has counted. */
export default defineNode('nn-merge', settings, create, { routes: layerPreviewRoute('nn-merge', previewOf('merge')) });

function create(live: NodeContext, { timeout, order }: Settings<(typeof settings)['properties']>): Behavior {
  const chosen = readClass(settings.classes, live.config);
  const { part, take } = gatherer(live, { timeout: timeout * 1000, order, wires: true });
  return {
    part: {
      ...part,
      role: 'merge',
      settings: { ...chosen.values, layer: chosen.entry.className, timeout, order },
      gather: passings => {
        const joined = joinBranches(networksOf(passings));
        const pipeline = dataOf(passings)?.pipeline ?? null;
        return { ...passings[0]!, pipeline, network: append(live, chosen, joined) };
      },
    },
    async handle(message) {
      const gathered = await take(message);
      if (!gathered) return null;
      return { ...gathered.message, network: passOn(live, append(live, chosen, joinBranches([gathered.network]))) };
    },
  };
}
