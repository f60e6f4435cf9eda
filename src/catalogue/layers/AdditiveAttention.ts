import { mul, sum, tanh } from '../../graph';
import { flag } from '../arguments';
import { layer } from '../entry';
import { attending, attentionLabel, queryValueKey, queryValueKeyShapes } from '../lib/layers/attention';
import { attended, eachPair } from '../lib/layers/attention-scores';
import { sameMask } from '../lib/layers/masking';

const NAME = 'AdditiveAttention';

/**
 * Gives each query the mean of the values, weighted by softmax(Σ scale · tanh(query + key)). A single input is query,
 * value and key; of two inputs the second is value and key. Shapes: query [N, T, a], value [N, S, b], key [N, S, a] →
 * [N, T, b]; scale [a]. Source: keras.layers.AdditiveAttention; Bahdanau, Cho and Bengio 2014.
 */
export default layer(NAME, {
  family: 'attention',
  arguments: { useScale: flag(true), ...attending },
  inputs: 'oneOrMany',
  weights: ({ useScale }, ...shapes) => {
    const [query] = queryValueKeyShapes(shapes);
    const scale = { shape: [query.at(-1) as number], initializer: { className: 'GlorotUniform' } };
    return { ...(useScale && { scale }) };
  },
  call: ({ dropout, useCausalMask }, inputs, { scale }, context) => {
    const [query, value, key] = queryValueKey(inputs);
    const likeness = tanh(eachPair(query, key));
    const scores = sum(scale ? mul(likeness, scale) : likeness, [-1]);
    return attended(scores, value, { dropout, useCausalMask }, context);
  },
  mask: sameMask,
  label: ({ useCausalMask }) => attentionLabel('', useCausalMask),
});
