import { elements } from '../shape';
import type { HostTensor } from '../spec';

/** Encoded rows, [rows, …]: what batches are gathered from. */
export interface Rows {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** One call of the engine: `steps` batches of `rows` rows each, the first at position `start` of the epoch's order. */
export interface Chunk {
  readonly start: number;
  readonly steps: number;
  readonly rows: number;
}

/** How many random numbers `shuffled` takes. */
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
 * An epoch of `rows` rows as calls of the engine: full batches, at most `steps` of them a call; then what remains, a
 * smaller batch, in a call of its own.
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

/** Batches one after the other, [steps, rows, …], of the rows that `order` names; null: as they lie, without a copy. */
export const gather = (source: Rows, order: Int32Array | null, chunk: Chunk): HostTensor =>
  gatherer(source)(order, chunk);

/**
 * The same for one call after the other. Rows are picked into memory that the next call uses again: new memory for each
 * call of some MB costs as much as the picking.
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
    data: order
      ? pick(source.data, order, chunk, width, room(chunk.steps * chunk.rows * width))
      : lying(source.data, chunk, width),
    shape: [chunk.steps, chunk.rows, ...shape],
    dtype: source.data instanceof Int32Array ? 'int32' : 'float32',
  });
}

const lying = (data: Rows['data'], { start, steps, rows }: Chunk, width: number): Rows['data'] =>
  data.subarray(start * width, (start + steps * rows) * width);

function pick(
  from: Rows['data'],
  order: Int32Array,
  { start, steps, rows }: Chunk,
  width: number,
  data: Rows['data'],
): Rows['data'] {
  const count = steps * rows;
  if (width <= NARROW)
    for (let i = 0, to = 0; i < count; i++) {
      const row = order[start + i]! * width;
      for (let j = 0; j < width; j++) data[to++] = from[row + j]!;
    }
  else
    for (let i = 0; i < count; i++) {
      const row = order[start + i]! * width;
      data.set(from.subarray(row, row + width), i * width);
    }
  return data;
}

/** Rows of at most so many numbers are copied one by one: a `subarray` and a `set` take as long as 18 numbers. */
const NARROW = 16;

const MOST_STEPS = 32;
const FEWEST_STEPS = 8;
const BYTES_A_RUN = 8 * 2 ** 20;
const MILLISECONDS_A_RUN = 150;
/** Ten times what a call takes to copy a MB of state, which takes a tenth of its time then */
const MILLISECONDS_A_MEGABYTE = 5;

/**
 * How many steps one call of the engine takes. A call costs microseconds for each input and a copy of the state, so small
 * steps go 32 at a time; large ones fewer (8, below that only where 8 would copy more than 64 MB), and slow ones as many
 * as keep the process answering to a stop within some 150 ms (a network of 5 million parameters: 450 ms): the first call
 * takes one, to see. The numbers that come out do not depend on it.
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
