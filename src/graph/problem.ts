import { TensorwireError } from '../errors';

/**
 * What is wrong with the inputs of an op. Shape rules throw it without knowing where they are used; `make` then says it
 * again with the scope and the op: `dense_1: matmul: …`.
 */
export class Problem extends TensorwireError {
  constructor(sentence: string, details?: Readonly<Record<string, unknown>>) {
    super('graph', sentence, details);
  }
}

export const problem = (sentence: string, details?: Readonly<Record<string, unknown>>): Problem =>
  new Problem(sentence, details);
