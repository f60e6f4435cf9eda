import { Problem } from '../../errors';
import { cast, gather } from '../../graph';
import { automaticInteger, flag, integer } from '../arguments';
import { constraint, initializer, regularizer } from '../components';
import { layer } from '../entry';
import { differs } from '../lib/layers/masking';
import { weight } from '../weights';

/**
 * A learned vector for each whole number: row x of a table. Words and categories come as numbers from 0 to inputDim −
 * 1. After an input of categories inputDim may be left open: one vector for each category, and one for values never
 * seen in training. With `maskZero`, 0 is padding, which later layers skip.
 * Shapes: [N, …] → [N, …, outputDim]; embeddings [inputDim, outputDim]. Source: keras.layers.Embedding.
 */
export default layer('Embedding', {
  family: 'embedding',
  arguments: {
    inputDim: automaticInteger({ min: 1 }),
    outputDim: integer({ min: 1, default: 16 }),
    embeddingsInitializer: initializer('RandomUniform'),
    embeddingsRegularizer: regularizer(),
    embeddingsConstraint: constraint(),
    maskZero: flag(false),
  },
  inputs: 'one',
  indices: 'inputDim',
  weights: ({ inputDim, outputDim, ...args }) => {
    if (inputDim === null)
      throw new Problem(
        'inputDim must be given, because the input is not a column of categories: the number of distinct values, including 0',
        { argument: 'inputDim' },
      );
    return {
      embeddings: weight('embeddings', args, [inputDim, outputDim]),
    };
  },
  call: (_, [x], { embeddings }) => gather(embeddings!, cast(x!, 'int32')),
  mask: ({ maskZero }, [x]) => (maskZero ? differs(x!, 0) : null),
  label: ({ inputDim, outputDim }) => (inputDim === null ? `${outputDim}` : `${inputDim} → ${outputDim}`),
});
