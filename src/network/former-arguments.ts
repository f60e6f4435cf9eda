import { parseArguments } from '../catalogue';
import { about, badArgument } from '../errors';
import type { InputArgs, InputLayer, LayerSpec, NetworkSpec } from '../spec';
import { entryOf, isInput } from './layer';

/** Arguments of layers that were renamed since 0.1.0: by class, the old name and the new one. */
const FORMER: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([['RepeatVector', { n: 'repeats' }]]);

/** A network of an older version with today's argument names; the same object if it has them. */
export function withCurrentArguments(network: NetworkSpec): NetworkSpec {
  const renamed = network.layers.map(current);
  return renamed.every((layer, i) => layer === network.layers[i]) ? network : { ...network, layers: renamed };
}

function current(layer: LayerSpec): LayerSpec {
  const now = FORMER.get(layer.className);
  if (now === undefined || !Object.keys(now).some(name => Object.hasOwn(layer.args, name))) return layer;
  const named = Object.entries(layer.args).map(([name, value]) => [Object.hasOwn(now, name) ? now[name] : name, value]);
  return { ...layer, args: Object.fromEntries(named) };
}

/**
 * A network that somebody else wrote, with the arguments of each layer as the catalogue reads them: what is missing has
 * its default. Throws a TensorwireError that names the layer and the argument.
 */
export function withCheckedArguments(network: NetworkSpec): NetworkSpec {
  const checked = (layer: LayerSpec): LayerSpec => {
    const { found, args } = isInput(layer) ? partsOf(layer) : { found: {}, args: layer.args };
    return {
      ...layer,
      args: about(layer.label || layer.id, () => ({
        ...parseArguments(entryOf(layer).arguments, args),
        ...checkFound(found),
      })),
    };
  };
  return { ...network, layers: network.layers.map(checked) };
}

/** An input's arguments, and what the data told of it. */
function partsOf({ args: { categories, ...args } }: InputLayer) {
  return { args, found: categories === undefined ? {} : { categories } };
}

/** The data may have had no categories: null. */
function checkFound(found: Pick<InputArgs, 'categories'>): typeof found {
  const { categories = null } = found;
  if (categories === null || (Number.isInteger(categories) && categories >= 0)) return found;
  throw badArgument('categories', 'a whole number of at least 0', categories);
}
