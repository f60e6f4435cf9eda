import { cast, gather } from '../../graph';
import { integer } from '../arguments';
import { layer } from '../entry';
import { initializer, regularizer } from '../parts';

/**
 * A vector for each whole number, learned: row x of the table. Words and categories come as numbers from 0 to inputDim − 1.
 * Shapes: [N, …] → [N, …, outputDim]; embeddings [inputDim, outputDim]. Source: keras.layers.Embedding.
 */
export default layer('Embedding', {
  family: 'embedding',
  arguments: {
    inputDim: integer({ min: 1, default: 1000 }),
    outputDim: integer({ min: 1, default: 16 }),
    embeddingsInitializer: initializer('RandomUniform'),
    embeddingsRegularizer: regularizer(),
  },
  inputs: 'one',
  weights: ({ inputDim, outputDim, ...args }) => ({
    embeddings: {
      shape: [inputDim, outputDim],
      initializer: args.embeddingsInitializer,
      regularizer: args.embeddingsRegularizer,
    },
  }),
  call: (_, [x], { embeddings }) => gather(embeddings!, cast(x!, 'int32')),
  label: ({ inputDim, outputDim }) => `${inputDim} → ${outputDim}`,
});
