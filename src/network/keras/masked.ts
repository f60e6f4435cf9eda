import type { LayerSpec, NetworkSpec } from '../../spec';
import { neededCalls } from '../forward';
import { entryOf } from '../layer';

/** Where masks go in a network, and how TensorFlow.js treats them. */

/** The calls whose results have a mask. */
export function maskedCalls(spec: NetworkSpec): ReadonlySet<string> {
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const masked = new Set<string>();
  for (const { id, layer, inputs } of neededCalls(spec)) {
    const { className, label, args } = layers.get(layer)!;
    const begins = className === 'Masking' || args.maskZero === true;
    const continues = inputs.some(input => masked.has(input)) && args.returnSequences !== false;
    if (begins || (continues && entryOf({ id: layer, className, label }).mask)) masked.add(id);
  }
  return masked;
}

/** Layers that end a mask here and in Keras, but pass it on or combine it differently in TensorFlow.js. */
const OTHERWISE = new Set('Add Average Maximum Minimum Multiply Permute Reshape'.split(' '));

/** What TensorFlow.js does differently with this layer if its input has a mask; undefined: nothing. */
export function withMask({ className, args }: LayerSpec): string | undefined {
  if (className === 'GlobalAveragePooling1D') return 'TensorFlow.js takes the mean of masked steps too';
  if (className === 'Softmax') return 'TensorFlow.js cannot compute it of what has a mask';
  if (OTHERWISE.has(className)) return 'TensorFlow.js hands another mask on';
  if ((args.bidirectional ?? 'none') !== 'none' && args.returnSequences === true)
    return 'TensorFlow.js has another output for masked steps where a layer reads both ways';
  return undefined;
}
