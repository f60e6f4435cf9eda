import { matmul, mul, sum, tanh } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { choice, flag } from '../arguments';
import { layer } from '../entry';
import { attending, attentionLabel, queryValueKey, queryValueKeyShapes } from '../lib/layers/attention';
import { attended, eachPair } from '../lib/layers/attention-scores';
import { sameMask } from '../lib/layers/masking';

const NAME = 'Attention';

/**
 * Gives each query the mean of the values, weighted by softmax(scores). A score is scale · (query · key), or with
 * `scoreMode` concat w · Σ tanh(scale · (query + key)). A single input is query, value and key; of two inputs the
 * second is value and key. Shapes: query [N, T, a], value [N, S, b], key [N, S, a] → [N, T, b]; scale and
 * concat_score_weight are scalars. Source: keras.layers.Attention; Luong, Pham and Manning 2015.
 */
export default layer(NAME, {
  family: 'attention',
  arguments: {
    useScale: flag(false),
    scoreMode: choice(['dot', 'concat'], 'dot'),
    ...attending,
  },
  inputs: 'oneOrMany',
  weights: ({ useScale, scoreMode }, ...shapes) => {
    queryValueKeyShapes(shapes);
    const one = { shape: [], initializer: { className: 'Ones' } };
    return { ...(useScale && { scale: one }), ...(scoreMode === 'concat' && { concat_score_weight: one }) };
  },
  call: ({ scoreMode, dropout, useCausalMask }, inputs, { scale, concat_score_weight: weight }, context) => {
    const [query, value, key] = queryValueKey(inputs);
    const scaled = (x: GraphNode): GraphNode => (scale ? mul(x, scale) : x);
    const scores =
      scoreMode === 'dot'
        ? scaled(matmul(query, key, { transposeB: true }))
        : mul(sum(tanh(scaled(eachPair(query, key))), [-1]), weight!);
    return attended(scores, value, { dropout, useCausalMask }, context);
  },
  mask: sameMask,
  label: ({ scoreMode, useCausalMask }) => attentionLabel(scoreMode === 'dot' ? '' : scoreMode, useCausalMask),
});
