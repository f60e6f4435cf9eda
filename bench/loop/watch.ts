/** For how long the event loop was held: the longest time by which a timer of 1 ms was late. */
export interface Held {
  /** ms, the longest hold */
  readonly longest: number;
  /** ms, from the message to the last that comes of it */
  readonly time: number;
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

export async function held(work: () => Promise<unknown>): Promise<Held> {
  globalThis.gc?.();
  await wait(100);
  let [last, longest] = [performance.now(), 0];
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  };
  const timer = setInterval(look, 1);
  const began = performance.now();
  try {
    await work();
    look();
    const time = performance.now() - began;
    await wait(50); // what it left behind, garbage too
    return { longest, time };
  } finally {
    clearInterval(timer);
  }
}
