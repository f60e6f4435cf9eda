const last = new Map<string, Promise<unknown>>();

/** What this process does to one model happens one after the other, in the order in which it was asked for. */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(key) ?? Promise.resolve()).then(work);
  const leave = (): void => {
    if (last.get(key) === over) last.delete(key);
  };
  const over: Promise<void> = turn.then(leave, leave);
  last.set(key, over);
  return turn;
}
