import { type GraphNode, mean, reshape } from '../graph';
import { entryOf } from '../network';
import type { CallSpec, LayerSpec, NetworkSpec } from '../spec';

/** Layers that pass features on unchanged, or only arranged differently. */
const SAME = new Set(['Dropout', 'Flatten', 'GaussianDropout', 'GaussianNoise', 'AlphaDropout']);

/**
 * The call whose result is the features that a network has learned: the input of the last layer with weights on the way
 * to its first output. In an ensemble, the first member's.
 */
export function featureCall(network: NetworkSpec): string {
  const calls = new Map(network.calls.map(call => [call.id, call]));
  const layers = new Map(network.layers.map(layer => [layer.id, layer]));
  const [output] = network.outputs;
  const first = (call: CallSpec): CallSpec => calls.get(call.inputs[0]!)!;
  const classOf = (call: CallSpec): LayerSpec => layers.get(call.layer)!;
  let call = calls.get(output!.call)!;
  if (output!.members) call = first(call);
  while (call.inputs.length === 1 && !learns(classOf(call))) call = first(call);
  if (call.inputs.length > 0) call = first(call);
  while (call.inputs.length === 1 && SAME.has(classOf(call).className)) call = first(call);
  return call.id;
}

const learns = (layer: LayerSpec): boolean => entryOf(layer).weights !== undefined;

/** Features as a vector for each row, [N, width]; for a picture or a sequence, the mean of each channel. */
export function vectors(x: GraphNode): GraphNode {
  const rank = x.shape.length;
  if (rank === 2) return x;
  if (rank === 1) return reshape(x, [x.shape[0]!, 1]);
  return mean(
    x,
    Array.from({ length: rank - 2 }, (_, i) => i + 1),
  );
}

/** The network with its features as its first output, followed by its own outputs. */
export const withFeatures = (network: NetworkSpec): NetworkSpec => ({
  ...network,
  outputs: [],
  heads: [featureCall(network), ...network.outputs.map(({ call }) => call)],
});
