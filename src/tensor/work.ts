/** Work in pieces of about a millisecond: at each `yield` the event loop may get a turn. */
export type Work<T> = Generator<void, T, void>;

/** Elements between two yields. */
export const BLOCK = 2 ** 15;

/** The longest time that others wait, milliseconds. */
const BUDGET = 5;

/** Runs all of it synchronously. */
export function now<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Runs synchronously what fits into the budget; the rest follows in later turns of the event loop. */
export function inTurns<T>(work: Work<T>): T | Promise<T> {
  const until = performance.now() + BUDGET;
  do {
    const { done, value } = work.next();
    if (done) return value;
  } while (performance.now() < until);
  return new Promise(resolve => setImmediate(() => resolve(undefined))).then(() => inTurns(work));
}

/** Calls `each` for 0 … length − 1. */
export function* loop(length: number, each: (i: number) => void): Work<void> {
  for (let from = 0; from < length; from += BLOCK) {
    const to = Math.min(length, from + BLOCK);
    for (let i = from; i < to; i++) each(i);
    if (to < length) yield;
  }
}
