/** How many elements a shape holds; of `[]`, a single number: 1. */
export const elements = (shape: readonly number[]): number => shape.reduce((product, d) => product * d, 1);
