import { unscaled } from '../data';
import { isInput, withReachableTargets } from '../network';
import type { NetworkSpec, Pipeline } from '../spec';
import type { ModelBody } from '../values/model';

/** What a model that is trained further keeps. One of another program brings no columns and classes: those are the dataset's. */

/** Its pipeline; null: it takes the dataset's. */
export const ownPipeline = ({ card, pipeline }: Pick<ModelBody, 'card' | 'pipeline'>): Pipeline | null =>
  card.origin?.program === undefined ? pipeline : null;

/**
 * The pipeline for its training on a dataset, for its resolved network. The weights of another program's model have learned
 * from numbers that nothing scaled, so they get such numbers again.
 */
export const furtherPipeline = (body: ModelBody, network: NetworkSpec, dataset: Pipeline): Pipeline =>
  ownPipeline(body) ?? withReachableTargets(unscaled(dataset), network);

/** Its network; one of another program forgets the names that its inputs and outputs got when it was imported. */
export function networkToTrain(body: ModelBody): NetworkSpec {
  const { network } = body;
  if (ownPipeline(body) !== null) return network;
  const inputs = network.layers.filter(isInput);
  return {
    ...network,
    layers: network.layers.map(layer =>
      isInput(layer) && inputs.length === 1 ? { ...layer, args: { ...layer.args, columns: null } } : layer,
    ),
    outputs: network.outputs.map(({ call }) => ({ call })),
  };
}
