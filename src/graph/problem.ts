import { TensorwireError } from '../errors';

/**
 * What is wrong with the inputs of an op. Shape rules throw it without knowing where they are used; `make` then says it
 * again with the scope and the op: `dense_1: matmul: …`.
 */
export class Problem extends TensorwireError {
  constructor(sentence: string) {
    super('graph', sentence);
  }
}

export const problem = (sentence: string): Problem => new Problem(sentence);
