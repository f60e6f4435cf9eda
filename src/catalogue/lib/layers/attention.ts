import { Problem } from '../../../errors';
import { cast, same } from '../../../graph';
import type { GraphNode, Shape } from '../../../graph/types';
import { elements } from '../../../shape';
import { flag, inFiles, number } from '../../arguments';
import type { WeightSpec } from '../../entry';
import { type KernelAndBias, kernelAndBiasWeights } from './kernel-and-bias';

/**
 * Helpers of attention layers. Their inputs are query, value and key: a single input is all three (self-attention), and
 * of two inputs the second is value and key.
 */

export const attending = {
  dropout: number({ min: 0, max: 1, default: 0 }),
  useCausalMask: inFiles(flag(false), { ofCall: true, to: isCausal => isCausal, from: json => json }),
};
/** Query, value and key, float32. */
export function queryValueKey(inputs: readonly GraphNode[]): readonly [GraphNode, GraphNode, GraphNode] {
  if (inputs.length > 3)
    throw new Problem(`takes query, value and key, received ${inputs.length} inputs`, { expected: 3 });
  const [query, value = query, key = value] = inputs.map(x => cast(x, 'float32'));
  return [query!, value!, key!];
}

/** The same for shapes: [N, …, features]; value and key have the same positions. */
export function queryValueKeyShapes(shapes: readonly Shape[]): readonly [Shape, Shape, Shape] {
  const [query, value = query, key = value] = shapes;
  const wrong = shapes.find(x => x.length < 3 || x.slice(1).some(d => typeof d !== 'number'));
  if (wrong) throw new Problem(`expects inputs of shape [N, steps, features], received [${wrong.join(', ')}]`);
  if (!same(value!.slice(0, -1), key!.slice(0, -1)) || query!.length !== value!.length)
    throw new Problem(
      `expects a query, a value and a key of one rank, and as many steps in the value as in the key, received [${[query, value, key].map(x => x!.join(', ')).join('], [')}]`,
      { received: shapes },
    );
  return [query!, value!, key!];
}

/** Kernel and bias of an inner layer, `query/kernel` and `query/bias`, as Keras names them. */
export function projection(
  name: string,
  kernel: readonly number[],
  bias: readonly number[],
  args: KernelAndBias,
): Record<string, WeightSpec> {
  const weights = kernelAndBiasWeights(args, kernel, bias);
  const fanIn = elements(kernel) / elements(bias); // what is summed over for each number that the bias is added to
  const all = Object.entries({ ...weights, kernel: { ...weights.kernel, fanIn } });
  return Object.fromEntries(all.map(([own, weight]) => [`${name}/${own}`, weight]));
}

/** The label of the heads on the canvas: `4 × 16`. */
export const attentionLabel = (heads: string, useCausalMask: boolean): string =>
  [heads, useCausalMask && 'causal'].filter(Boolean).join(' ');
