/**
 * Counter-based random numbers: number i of a stream is a hash of i and the stream's key. There is no state, so a
 * training can be resumed from its step number alone, and JavaScript, WebAssembly, ONNX Runtime and TensorFlow.js get
 * the same numbers.
 *
 * The hash is lowbias32 (Chris Wellons, "Prospecting for hash functions", 2018):
 *   x ^= x >> 16;  x *= 0x7feb352d;  x ^= x >> 15;  x *= 0x846ca68b;  x ^= x >> 16
 * of x = i · 0x9e3779b9 + key, all modulo 2³². The top 24 bits, which a float32 represents exactly, give a number in
 * [0, 1).
 */
export const GOLDEN = 0x9e3779b9;
export const ROUNDS = [
  { shift: 16, multiplier: 0x7feb352d },
  { shift: 15, multiplier: 0x846ca68b },
] as const;
const [FIRST, SECOND] = ROUNDS;
export const LAST_SHIFT = 16;
const STEP = 0x85ebca6b;

/** lowbias32, an unsigned 32-bit integer. */
function hash(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> FIRST.shift), FIRST.multiplier);
  x = Math.imul(x ^ (x >>> SECOND.shift), SECOND.multiplier);
  return (x ^ (x >>> LAST_SHIFT)) >>> 0;
}

const uniform = (index: number, key: number): number => (hash(Math.imul(index, GOLDEN) + key) >>> 8) / 2 ** 24;

/** The first numbers of a stream, in [0, 1). The key is taken as an int32. */
export const hashUniform = (count: number, key: number): Float32Array =>
  new Float32Array(count).map((_, i) => uniform(i, key));

/** The numbers of stream `seed` from index `first` on, one per call: for shuffling, splitting and initial weights. */
export function uniformSequence(seed: number, first = 0): () => number {
  let index = first;
  return () => uniform(index++, seed);
}

/** The key of one use of randomness (its salt) at one step, int32: step · 0x85ebca6b + salt, modulo 2³². */
export const mixKey = (step: number, salt: number): number => (Math.imul(step, STEP) + salt) | 0;
export const STEP_MULTIPLIER = STEP | 0;
