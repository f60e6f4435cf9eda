/** Megabytes of heap for reading a model file, not counting weights. */
const HEAP = 1024;

/** Time limit for opening a model, milliseconds: a large model on a busy machine takes seconds. */
export const OPEN_LIMIT = 60_000;

/** Heap limits of a thread that opens a model; `memory`: bytes that are left for it. */
export const heapLimits = (memory: number) => ({
  maxOldGenerationSizeMb: Math.min(HEAP, Math.round(memory / 2 ** 20)),
});
