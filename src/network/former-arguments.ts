import { layers } from '../catalogue';
import type { LayerSpec, NetworkSpec } from '../spec';

/** A network of an older version, with the names that its layers' arguments have now. */
export const withCurrentArguments = (network: NetworkSpec): NetworkSpec => ({
  ...network,
  layers: network.layers.map(current),
});

function current(layer: LayerSpec): LayerSpec {
  if (!Object.hasOwn(layers, layer.className)) return layer;
  const table = layers[layer.className]!.arguments;
  const names = Object.entries(table).flatMap(([name, { formerly }]) => (formerly ? [[formerly, name] as const] : []));
  if (names.length === 0) return layer;
  const now = new Map(names);
  return {
    ...layer,
    args: Object.fromEntries(Object.entries(layer.args).map(([name, value]) => [now.get(name) ?? name, value])),
  };
}
