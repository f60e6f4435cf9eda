import { elements } from '../shape';
import type { HostTensor } from '../spec';

/** Encoded rows, [rows, …], from which batches are gathered. */
export interface Rows {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
  /** [rows] where in `data` each row begins: windows of a series share its numbers. Absent: one row after the other */
  readonly starts?: Int32Array;
}

/** One call of the engine: `steps` batches of `rows` rows each, the first at position `start` of the epoch's order. */
export interface Chunk {
  readonly start: number;
  readonly steps: number;
  readonly rows: number;
}

/** The number of random numbers that `shuffled` draws. */
export const drawsToShuffle = (count: number): number => Math.max(0, count - 1);

/** 0 … count−1 in a random order. Fisher and Yates; `uniform` gives numbers in [0, 1). */
export function shuffled(count: number, uniform: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, row) => row);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    const value = order[last]!;
    order[last] = order[other]!;
    order[other] = value;
  }
  return order;
}

/**
 * Splits an epoch of `rows` rows into calls of the engine: full batches, at most `steps` of them per call; then the
 * remainder, a smaller batch, in a call of its own.
 */
export function* chunks(rows: number, batchSize: number, steps: () => number): Generator<Chunk> {
  const full = Math.floor(rows / batchSize);
  for (let done = 0; done < full; ) {
    const now = Math.min(Math.max(1, steps()), full - done);
    yield { start: done * batchSize, steps: now, rows: batchSize };
    done += now;
  }
  const rest = rows - full * batchSize;
  if (rest > 0) yield { start: full * batchSize, steps: 1, rows: rest };
}

/** Consecutive batches, [steps, rows, …], of the rows in `order`; null: in their own order, without a copy. */
export const gather = (source: Rows, order: Int32Array | null, chunk: Chunk): HostTensor =>
  gatherer(source)(order, chunk);

/**
 * The same for repeated calls. Rows are gathered into a buffer that the next call reuses: allocating some MB for each
 * call costs as much as gathering.
 */
export function gatherer(source: Rows): (order: Int32Array | null, chunk: Chunk) => HostTensor {
  const [, ...shape] = source.shape;
  const width = elements(shape);
  let memory = source.data.subarray(0, 0);
  const room = (count: number): Rows['data'] => {
    if (memory.length < count)
      memory = source.data instanceof Int32Array ? new Int32Array(count) : new Float32Array(count);
    return memory.subarray(0, count);
  };
  return (order, chunk) => ({
    data:
      order || source.starts
        ? pick(source, order, chunk, width, room(chunk.steps * chunk.rows * width))
        : consecutive(source.data, chunk, width),
    shape: [chunk.steps, chunk.rows, ...shape],
    dtype: source.data instanceof Int32Array ? 'int32' : 'float32',
  });
}

const consecutive = (data: Rows['data'], { start, steps, rows }: Chunk, width: number): Rows['data'] =>
  data.subarray(start * width, (start + steps * rows) * width);

function pick(
  { data: from, starts }: Rows,
  order: Int32Array | null,
  { start, steps, rows }: Chunk,
  width: number,
  data: Rows['data'],
): Rows['data'] {
  const count = steps * rows;
  const first = (i: number): number => {
    const row = order === null ? start + i : order[start + i]!;
    return starts === undefined ? row * width : starts[row]!;
  };
  if (width <= NARROW)
    for (let i = 0, to = 0; i < count; i++) {
      const row = first(i);
      for (let j = 0; j < width; j++) data[to++] = from[row + j]!;
    }
  else
    for (let i = 0; i < count; i++) {
      const row = first(i);
      data.set(from.subarray(row, row + width), i * width);
    }
  return data;
}

/** Rows of at most this many numbers are copied one by one: a `subarray` and a `set` take as long as 18 numbers. */
const NARROW = 16;

const MOST_STEPS = 32;
const FEWEST_STEPS = 8;
const BYTES_A_RUN = 8 * 2 ** 20;
const MILLISECONDS_A_RUN = 150;
/** Ten times what copying a MB of state takes, so that copying takes a tenth of the time of a call */
const MILLISECONDS_A_MEGABYTE = 5;

/**
 * The number of steps in one call of the engine. A call costs microseconds for each input and a copy of the state, so
 * small steps run 32 at a time and large ones fewer (8, and less only if 8 would copy more than 64 MB). Slow steps run
 * in numbers that let the process react to a stop within some 150 ms (a network of 5 million parameters: 450 ms); the
 * first call runs a single step, to measure. The results do not depend on this number.
 */
export function pacing(
  bytesPerStep: number,
  stateBytes = 0,
): { steps(): number; took(steps: number, milliseconds: number): void } {
  const bySize = Math.floor(BYTES_A_RUN / Math.max(1, bytesPerStep));
  const least = Math.max(1, Math.min(FEWEST_STEPS, Math.floor((8 * BYTES_A_RUN) / Math.max(1, bytesPerStep))));
  const most = Math.min(MOST_STEPS, Math.max(least, bySize));
  const time = MILLISECONDS_A_RUN + (MILLISECONDS_A_MEGABYTE * stateBytes) / 2 ** 20;
  let limit = 1;
  return {
    steps: () => limit,
    took(steps, milliseconds) {
      const fits = Math.floor((time * steps) / Math.max(0.001, milliseconds));
      limit = Math.max(1, Math.min(most, fits));
    },
  };
}

/** Every so many-th row, from the first on. */
export function sampled({ data, shape, starts }: Rows, every: number): Rows {
  if (every === 1 && starts === undefined) return { data, shape };
  const [rows, ...inner] = shape;
  const width = elements(inner);
  const count = Math.ceil(rows! / every);
  const taken = data instanceof Int32Array ? new Int32Array(count * width) : new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const from = starts === undefined ? i * every * width : starts[i * every]!;
    taken.set(data.subarray(from, from + width), i * width);
  }
  return { data: taken, shape: [count, ...inner] };
}
