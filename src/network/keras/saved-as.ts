import type { LayerSpec, NetworkSpec } from '../../spec';
import { describeNetwork } from '../describe';
import { neededCalls } from '../forward';
import { entryOf } from '../layer';

/** The equivalent layer that is written to files, if all calls of a layer allow it. */
export function asSaved(spec: NetworkSpec, layer: LayerSpec): LayerSpec {
  const { savedAs } = entryOf(layer);
  if (!savedAs) return layer;
  const { calls } = describeNetwork(spec);
  const others = neededCalls(spec)
    .filter(call => call.layer === layer.id)
    .map(({ inputs }) => savedAs(layer.args, ...inputs.map(id => calls[id]!.shape!)));
  const [first] = others;
  return first && others.every(other => JSON.stringify(other) === JSON.stringify(first))
    ? { ...layer, ...first }
    : layer;
}
