import { TensorwireError } from '../errors';
import { add, cast, constant, greater, matmul, mul, reshape, same, size, softmax } from '../graph';
import type { Dim, GraphNode, Shape } from '../graph/types';
import { flag, inFiles, number } from './arguments';
import { checkRank } from './axes';
import type { CallContext, PartSpec, WeightSpec } from './entry';
import { dropped, kept } from './noise';
import { initializer, regularizer } from './parts';

/**
 * What attention layers share. Their inputs are query, value and key: one input is all three (self-attention), and where
 * two come the value is its own key.
 */

export const attending = {
  dropout: number({ min: 0, max: 1, default: 0 }),
  useCausalMask: inFiles(flag(false), { ofCall: true, to: isCausal => isCausal, from: json => json }),
};
export const weighted = {
  useBias: flag(true),
  kernelInitializer: initializer('GlorotUniform'),
  biasInitializer: initializer('Zeros'),
  kernelRegularizer: regularizer(),
  biasRegularizer: regularizer(),
};
interface Weighted {
  readonly useBias: boolean;
  readonly kernelInitializer: PartSpec;
  readonly biasInitializer: PartSpec;
  readonly kernelRegularizer: PartSpec | null;
  readonly biasRegularizer: PartSpec | null;
}

/** Query, value and key, float32. */
export function queryValueKey(
  subject: string,
  inputs: readonly GraphNode[],
): readonly [GraphNode, GraphNode, GraphNode] {
  if (inputs.length > 3)
    throw new TensorwireError(subject, `takes query, value and key, received ${inputs.length} inputs`, { expected: 3 });
  const [query, value = query, key = value] = inputs.map(x => cast(x, 'float32'));
  return [query!, value!, key!];
}

/** The same of shapes: [N, …, features], with a value and a key that have the same places. */
export function queryValueKeyShapes(subject: string, shapes: readonly Shape[]): readonly [Shape, Shape, Shape] {
  const [query, value = query, key = value] = shapes;
  const wrong = shapes.find(x => x.length < 3 || x.slice(1).some(d => typeof d !== 'number'));
  if (wrong)
    throw new TensorwireError(subject, `expects inputs of shape [N, steps, features], received [${wrong.join(', ')}]`);
  if (!same(value!.slice(0, -1), key!.slice(0, -1)) || query!.length !== value!.length)
    throw new TensorwireError(
      subject,
      `expects a query, a value and a key of one rank, and as many steps in the value as in the key, received [${[query, value, key].map(x => x!.join(', ')).join('], [')}]`,
      { received: shapes },
    );
  return [query!, value!, key!];
}

/** Kernel and bias of one of the layers inside, `query/kernel` and `query/bias`, as Keras names them. */
export function projection(
  name: string,
  kernel: readonly number[],
  bias: readonly number[],
  args: Weighted,
): Record<string, WeightSpec> {
  return {
    [`${name}/kernel`]: {
      shape: kernel,
      initializer: args.kernelInitializer,
      regularizer: args.kernelRegularizer,
    },
    ...(args.useBias && {
      [`${name}/bias`]: { shape: bias, initializer: args.biasInitializer, regularizer: args.biasRegularizer },
    }),
  };
}

/**
 * x · kernel + bias over the last axes of x: [N, …, a] by [a, …out], or [N, …, a, b] by [a, b, …out] with `bound` 2;
 * → [N, …, …out]. One matrix product, whatever the ranks. Source: keras.layers.EinsumDense as attention layers use it.
 */
export function projected(x: GraphNode, kernel: GraphNode, bias: GraphNode | undefined, bound = 1): GraphNode {
  const lead = x.shape.slice(0, -bound);
  const out = kernel.shape.slice(bound);
  const [inner, width] = [size(kernel.shape.slice(0, bound)), size(out)];
  const product = matmul(reshape(x, [size(lead), inner]), reshape(kernel, [inner, width]));
  return reshape(bias ? add(product, reshape(bias, [width])) : product, [...lead, ...out]);
}

/** The weights that each query gives the keys: softmax(scores) [B, T, S], in training with dropout. */
export function weighing(scores: GraphNode, dropout: number, { training, random }: CallContext): GraphNode {
  const weights = softmax(scores);
  return training && dropout > 0 ? dropped(weights, kept(random, weights.shape, dropout), dropout) : weights;
}

/**
 * The scores [B, T, S] with those of later keys so low that softmax makes 0 of them: query t sees keys 0 to t. `queries` is
 * the number of queries where they come several times one after the other (default: T).
 */
export function causal(scores: GraphNode, queries = scores.shape.at(-2) as number): GraphNode {
  const [rows, keys] = scores.shape.slice(-2) as [number, number];
  const row = constant(
    Float32Array.from({ length: rows }, (_, i) => i % queries),
    [rows, 1],
  );
  const column = constant(
    Float32Array.from({ length: keys }, (_, i) => i),
    [1, keys],
  );
  return add(scores, mul(cast(greater(column, row), 'float32'), NEVER));
}

/** So low that e to it is 0, whatever is added. */
const NEVER = -1e9;

/** query + key for each pair of them: [N, T, d], [N, S, d] → [N, T, S, d]. */
export function eachPair(subject: string, query: GraphNode, key: GraphNode): GraphNode {
  for (const x of [query, key]) checkRank(subject, x, ['N', 'steps', 'features']);
  const [batch, queries, features] = query.shape as [Dim, Dim, Dim];
  const [, keys, width] = key.shape as [Dim, Dim, Dim];
  return add(reshape(query, [batch, queries, 1, features]), reshape(key, [batch, 1, keys, width]));
}

/**
 * What each query is given: the mean of the values, by softmax(queryᵀ · key). Shapes: query [B, k, T], key [B, k, S], value
 * [B, v, S] → [B, v, T]: with the places last, heads come out of [N, T, heads, k] by moving one axis, which is quick, and
 * their gradients are products without a transposed matrix of scores.
 */
export function lookedUp(
  [query, key, value]: readonly [GraphNode, GraphNode, GraphNode],
  how: { readonly dropout: number; readonly useCausalMask: boolean; readonly queries?: number },
  context: CallContext,
): GraphNode {
  const scores = matmul(query, key, { transposeA: true });
  const weights = weighing(how.useCausalMask ? causal(scores, how.queries) : scores, how.dropout, context);
  return matmul(value, weights, { transposeB: true });
}

/** How the heads are shown on the canvas: `4 × 16`. */
export const attentionLabel = (heads: string, useCausalMask: boolean): string =>
  [heads, useCausalMask && 'causal'].filter(Boolean).join(' ');
