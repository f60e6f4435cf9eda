/** Runs one piece of work after the other, in the order in which they came, whether they succeed or fail. */
export function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return work => {
    const turn = last.then(work);
    const over = (): void => undefined; // keeps no reference to the result
    last = turn.then(over, over);
    return turn;
  };
}
