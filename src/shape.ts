/** The number of elements of a shape; 1 for `[]`, a single number. */
export const elements = (shape: readonly number[]): number => shape.reduce((product, d) => product * d, 1);
