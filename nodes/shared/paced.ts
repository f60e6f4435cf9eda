import { Pacer } from '../../src';

/**
 * Works on each item of a message. If that takes more than some milliseconds, the event loop gets turns in between, and what is
 * returned is a promise.
 */
export function eachPaced<T>(items: Iterable<T>, work: (item: T) => void): null | Promise<null> {
  const pacer = new Pacer();
  const rest = items[Symbol.iterator]();
  /** true: nothing is left */
  const some = (): boolean => {
    for (let next = rest.next(); !next.done; next = rest.next()) {
      work(next.value);
      if (pacer.due) return false;
    }
    return true;
  };
  const others = async (): Promise<null> => {
    do await pacer.turn();
    while (!some());
    return null;
  };
  return some() ? null : others();
}
