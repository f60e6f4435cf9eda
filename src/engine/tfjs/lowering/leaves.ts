import { TensorwireError } from '../../../errors';
import { evaluate, hashUniform, known, type leaves, mixKey, type randoms } from '../../../graph';
import type { TfjsLowerings } from './rule';

export const ofLeaves: TfjsLowerings<typeof leaves> = {
  /** Inputs have their values before a run. */
  input(_tf, _, { attributes: { name } }) {
    throw new TensorwireError('graph', `input "${name}" is not fed`, { input: name });
  },
  constant: (tf, _, { attributes: { data, shape, dtype } }) => tf.tensor(data, [...shape], dtype),
  sizeOf: (tf, _, { attributes }, N) => tf.scalar(evaluate(attributes.dim, N), 'float32'),
  pick: (_tf, results, { attributes }) => results[attributes.index]!,
};

export const ofRandoms: TfjsLowerings<typeof randoms> = {
  /** TensorFlow.js multiplies integers as doubles, so the hash is computed here */
  random(tf, [key], { shape }, N) {
    const numbers = known(shape, N);
    const count = numbers.reduce((a, b) => a * b, 1);
    return tf.tensor(hashUniform(count, key.dataSync()[0]!), numbers, 'float32');
  },
  randomKey: (tf, [step], { attributes }) => tf.scalar(mixKey(step.dataSync()[0]!, attributes.salt), 'int32'),
};
