import type { LayerSpec, NetworkSpec } from '../spec';
import { appendLayer } from './assemble';
import { describeNetwork } from './describe';
import { withOutputHeads } from './incremental';
import { entryOf } from './layer';

/**
 * The network so many times beside itself, each with weights of its own, and the mean of their answers in place of each
 * output (an ensemble). What has nothing to learn before the first weights is there once: inputs, encodings. A network of
 * which the outputs are such means already stays as it is.
 */
export function withMembers(spec: NetworkSpec, members: number): NetworkSpec {
  if (members === 1 || spec.outputs.some(output => output.members)) return spec;
  const copies = Array.from({ length: members - 1 }, (_, i) => i + 2);
  const inCommon = commonCalls(spec);
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  let network = spec;
  const append = (layer: LayerSpec, inputs: readonly string[]): string => {
    network = appendLayer(withOutputHeads(network, { heads: inputs }), layer, inputs);
    return network.heads.at(-1)!;
  };
  const ends = spec.outputs.map(({ call }) => [call]);
  for (const copy of copies) {
    const callOf = new Map<string, string>();
    for (const { id, layer, inputs } of spec.calls)
      callOf.set(
        id,
        inCommon.has(id)
          ? id
          : append(
              copyOf(layers.get(layer)!, copy),
              inputs.map(input => callOf.get(input)!),
            ),
      );
    for (const [i, { call }] of spec.outputs.entries()) ends[i]!.push(callOf.get(call)!);
  }
  const outputs = spec.outputs.map((output, i) => {
    const { id, label } = layers.get(spec.calls.find(call => call.id === output.call)!.layer)!;
    const mean = { id: `${id}-members`, className: 'Average', label: `${label} members`, args: {} };
    return { ...output, call: append(mean, ends[i]!), members: true as const };
  });
  return withOutputHeads(network, { outputs, heads: outputs.map(output => output.call) });
}

const copyOf = (layer: LayerSpec, copy: number): LayerSpec => ({
  ...layer,
  id: `${layer.id}-${copy}`,
  label: `${layer.label} ${copy}`,
});

/** The calls that are the same for all members: nothing in them or before them is trained, or random. */
function commonCalls(spec: NetworkSpec): ReadonlySet<string> {
  const { layers: described } = describeNetwork(spec);
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const found = new Set<string>();
  for (const { id, layer, inputs } of spec.calls) {
    const weights = Object.values(described[layer]!.weights ?? {});
    const isFixed =
      weights.every(({ trainable }) => trainable === false) && layers.get(layer)!.className !== 'BatchNormalization';
    if (inputs.every(input => found.has(input)) && isFixed && entryOf(layers.get(layer)!).family !== 'dropout')
      found.add(id);
  }
  return found;
}
