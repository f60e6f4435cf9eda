import { Problem } from '../../errors';
import { mul, reshape, size, transpose } from '../../graph';
import type { Dim, GraphNode } from '../../graph/types';
import { integer } from '../arguments';
import { layer } from '../entry';
import { attending, attentionLabel, projection, queryValueKey, queryValueKeyShapes } from '../lib/layers/attention';
import { lookedUp, masksOf } from '../lib/layers/attention-scores';
import { checkRank } from '../lib/layers/axes';
import { kernelAndBias } from '../lib/layers/kernel-and-bias';
import { sameMask } from '../lib/layers/masking';
import { projected } from '../lib/layers/projection';

const NAME = 'GroupQueryAttention';

/**
 * Multi-head attention in which a group of query heads shares one key and one value head: nearly as good as
 * MultiHeadAttention, with fewer parameters. A single input is query, value and key; of two inputs the second is value
 * and key.
 * Shapes: query [N, T, a], value [N, S, a], key [N, S, c] → [N, T, a]; query/kernel [a, numQueryHeads, headDim], key/
 * and value/kernel [c or a, numKeyValueHeads, headDim], biases as the kernels without their first axis,
 * attention_output/kernel [numQueryHeads, headDim, a]. Source: keras.layers.GroupQueryAttention; Ainslie et al. 2023.
 */
export default layer(NAME, {
  family: 'attention',
  arguments: {
    headDim: integer({ min: 1, default: 16 }),
    numQueryHeads: integer({ min: 1, default: 4 }),
    numKeyValueHeads: integer({ min: 1, default: 2 }),
    ...attending,
    ...kernelAndBias,
  },
  inputs: 'oneOrMany',
  separateInputs: true,
  weights: ({ headDim, numQueryHeads, numKeyValueHeads, ...args }, ...shapes) => {
    const [query, value, key] = queryValueKeyShapes(shapes).map(x => x.at(-1) as number);
    if (query !== value) throw new Problem(`expects a value as wide as the query, ${query} numbers, received ${value}`);
    const inner = (name: string, features: number, heads: number) =>
      projection(name, [features, heads, headDim], [heads, headDim], args);
    return {
      ...inner('query', query!, numQueryHeads),
      ...inner('key', key!, numKeyValueHeads),
      ...inner('value', value!, numKeyValueHeads),
      ...projection('attention_output', [numQueryHeads, headDim, query!], [query!], args),
    };
  },
  call: (args, inputs, weights, context) => {
    const { headDim, numQueryHeads, numKeyValueHeads, dropout, useCausalMask } = args;
    if (numQueryHeads % numKeyValueHeads !== 0)
      throw new Problem(
        `numQueryHeads must be a multiple of numKeyValueHeads (${numKeyValueHeads}), received ${numQueryHeads}`,
        { argument: 'numQueryHeads', received: numQueryHeads },
      );
    const [query, value, key] = queryValueKey(inputs);
    for (const x of inputs) checkRank(x, ['N', 'steps', 'features']);
    const [batch, queries] = query.shape as [Dim, number];
    /**
     * [N, positions, heads, headDim] → [N · groups, headDim, positions of a group], the heads of a group one after
     * another
     */
    const heads = (name: string, x: GraphNode, factor = 1): GraphNode => {
      const bias = weights[`${name}/bias`];
      const y = projected(x, mul(weights[`${name}/kernel`]!, factor), bias && mul(bias, factor));
      const [, places, count] = y.shape as [Dim, number, number];
      const each = count / numKeyValueHeads;
      const apart = transpose(reshape(y, [batch, places, numKeyValueHeads, each, headDim]), [0, 2, 4, 3, 1]);
      return reshape(apart, [size([batch, numKeyValueHeads]), headDim, each * places]);
    };
    const all = [heads('query', query, 1 / Math.sqrt(headDim)), heads('key', key), heads('value', value)] as const;
    const limits = { dropout, useCausalMask, queries, there: masksOf(context), replaced: true };
    const seen = lookedUp(all, limits, context);
    const apart = reshape(seen, [batch, numKeyValueHeads, headDim, numQueryHeads / numKeyValueHeads, queries]);
    const joined = reshape(transpose(apart, [0, 4, 1, 3, 2]), [batch, queries, numQueryHeads, headDim]);
    return projected(joined, weights['attention_output/kernel']!, weights['attention_output/bias'], 2);
  },
  mask: sameMask,
  label: ({ headDim, numQueryHeads, numKeyValueHeads, useCausalMask }) =>
    attentionLabel(`${numQueryHeads} : ${numKeyValueHeads} × ${headDim}`, useCausalMask),
});
