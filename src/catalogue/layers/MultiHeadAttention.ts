import { Problem } from '../../errors';
import { mul, reshape, size, transpose } from '../../graph';
import type { GraphNode, Shape } from '../../graph/types';
import { inFiles, integer, integers, optionalInteger, shape } from '../arguments';
import { layer } from '../entry';
import { attending, attentionLabel, projection, queryValueKey, queryValueKeyShapes } from '../lib/layers/attention';
import { lookedUp, masksOf } from '../lib/layers/attention-scores';
import { axesIn } from '../lib/layers/axes';
import { kernelAndBias } from '../lib/layers/kernel-and-bias';
import { sameMask } from '../lib/layers/masking';
import { projected } from '../lib/layers/projection';

const NAME = 'MultiHeadAttention';

/**
 * Multi-head attention: each head projects the inputs to a query, a key and a value, and gives every query the mean of
 * the values, weighted by softmax(query · key / √keyDim); a final projection joins the heads. With `attentionAxes`,
 * only along some of the axes. A single input is all three; of two inputs the second is value and key.
 * Shapes: query [N, …, T, a], value [N, …, S, b], key [N, …, S, c] → [N, …, T, outputShape], by default that of the
 * query; query/kernel [a, numHeads, keyDim], query/bias [numHeads, keyDim], likewise key/ and value/;
 * attention_output/kernel [numHeads, valueDim, outputShape]. Source: keras.layers.MultiHeadAttention; Vaswani et al.
 * 2017.
 */
export default layer(NAME, {
  family: 'attention',
  arguments: {
    numHeads: integer({ min: 1, default: 4 }),
    keyDim: integer({ min: 1, default: 16 }),
    valueDim: optionalInteger({ min: 1 }),
    ...attending,
    ...kernelAndBias,
    outputShape: shape(),
    attentionAxes: inFiles(integers({ default: [] }), {
      to: axes => (axes.length === 0 ? null : axes),
      from: axes => axes ?? [],
    }),
  },
  inputs: 'oneOrMany',
  separateInputs: true,
  weights: ({ numHeads, keyDim, valueDim, outputShape, ...args }, ...shapes) => {
    const [query, value, key] = queryValueKeyShapes(shapes).map(x => x.at(-1) as number);
    const width = valueDim ?? keyDim;
    const inner = (name: string, features: number, each: number) =>
      projection(name, [features, numHeads, each], [numHeads, each], args);
    const out = outputShape ?? [query!];
    return {
      ...inner('query', query!, keyDim),
      ...inner('key', key!, keyDim),
      ...inner('value', value!, width),
      ...projection('attention_output', [numHeads, width, ...out], out, args),
    };
  },
  call: ({ numHeads, keyDim, dropout, useCausalMask, attentionAxes }, inputs, weights, context) => {
    const [query, value, key] = queryValueKey(inputs);
    const axes = axesOf(attentionAxes, query.shape, useCausalMask);
    const heads = (name: string, x: GraphNode, factor = 1): GraphNode => {
      const bias = weights[`${name}/bias`];
      // scaling the weights is cheaper than scaling the projection
      const y = projected(x, mul(weights[`${name}/kernel`]!, factor), bias && mul(bias, factor));
      return headsFirst(y, axes);
    };
    const all = [heads('query', query, 1 / Math.sqrt(keyDim)), heads('key', key), heads('value', value)] as const;
    // masks are of steps, not of other axes
    const there = query.shape.length === 3 ? masksOf(context) : { query: null, keys: null };
    const seen = lookedUp(all, { dropout, useCausalMask, there, replaced: true }, context);
    const joined = headsLast(seen, numHeads, query.shape, axes);
    return projected(joined, weights['attention_output/kernel']!, weights['attention_output/bias'], 2);
  },
  mask: sameMask,
  label: ({ numHeads, keyDim, useCausalMask }) => attentionLabel(`${numHeads} × ${keyDim}`, useCausalMask),
});

/** The axes along which queries attend, ascending: by default all but the batch and the features. */
function axesOf(given: readonly number[], query: Shape, isCausal: boolean): readonly number[] {
  const all = query.slice(1, -1).map((_, i) => i + 1);
  const axes = given.length === 0 ? all : axesIn(given, query);
  const problem = axes.some(axis => !all.includes(axis))
    ? `attentionAxes must be of the axes ${all.join(', ')} of its inputs, received ${given.join(', ')}`
    : isCausal && axes.length > 1
      ? `useCausalMask needs attention along one axis, received ${axes.join(', ')}`
      : null;
  if (problem) throw new Problem(problem, { argument: isCausal ? 'useCausalMask' : 'attentionAxes' });
  return axes;
}

/** [N, …, heads, d] → [batch, d, positions]: the positions are along `axes`; all other axes join the batch. */
function headsFirst(x: GraphNode, axes: readonly number[]): GraphNode {
  const moved = transpose(x, order(x.shape.length, axes));
  const end = x.shape.length - axes.length;
  return reshape(moved, [size(moved.shape.slice(0, end - 1)), x.shape.at(-1)!, size(moved.shape.slice(end))]);
}

/** The inverse, for the positions of a query [N, …, features]: → [N, …, heads, d]. */
function headsLast(x: GraphNode, heads: number, query: Shape, axes: readonly number[]): GraphNode {
  const full = [...query.slice(0, -1), heads, x.shape[1]!];
  const perm = order(full.length, axes);
  const apart = reshape(
    x,
    perm.map(p => full[p]!),
  );
  return transpose(
    apart,
    perm.map((_, i) => perm.indexOf(i)),
  );
}

/** Axes of [N, …, heads, d] in the order batch, other axes, heads, d, `axes`. */
const order = (rank: number, axes: readonly number[]): number[] => [
  ...Array.from({ length: rank }, (_, i) => i).filter(i => !axes.includes(i)),
  ...axes,
];
