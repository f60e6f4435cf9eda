/** Maximum number of layers, and of calls, of a network from a file. */
export const MOST_LAYERS = 10_000;
