import type { LayerSpec, NetworkSpec } from '../spec';

/** Arguments of layers that have another name in the models of 0.1.0: class, then the name of then and that of now. */
const FORMER: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([['RepeatVector', { n: 'repeats' }]]);

/** A network of an older version, with the names that its layers' arguments have now; itself where it has them. */
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
