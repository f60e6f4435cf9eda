const last = new Map<string, Promise<unknown>>();

/** Runs this process's operations on one model one after another, in the order of the calls. */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(key) ?? Promise.resolve()).then(work);
  const leave = (): void => {
    if (last.get(key) === over) last.delete(key);
  };
  const over: Promise<void> = turn.then(leave, leave);
  last.set(key, over);
  return turn;
}
