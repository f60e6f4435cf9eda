/**
 * What is wrong with the inputs of an op. Thrown by shape rules, which do not know where they are used; `make` turns it
 * into a TensorwireError whose subject is the scope, `dense_1: matmul: …`.
 */
export class Problem extends Error {}

export const problem = (sentence: string): Problem => new Problem(sentence);
