/** Work in pieces of about a millisecond: at each `yield` others may have their turn. */
export type Work<T> = Generator<void, T, void>;

/** Elements between two yields. */
export const BLOCK = 2 ** 15;

/** For how long others wait at most, milliseconds. */
const BUDGET = 5;

/** All of it at once. */
export function now<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** What can be done within the budget is done at once; else the rest follows in later turns of the event loop. */
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
