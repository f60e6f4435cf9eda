import { readFileSync } from 'node:fs';

export interface Held {
  /** ms, the longest delay of a 1 ms timer, including what the machine did meanwhile */
  readonly longest: number;
  /**
   * ms, the longest computation of this thread between two ticks of that timer: our own share; null if the system does
   * not report it
   */
  readonly computed: number | null;
  /** ms, from the message to the last message that results from it */
  readonly time: number;
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** CPU time of the main thread, ms, as Linux reports it. */
function threadTime(): number | null {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return null;
  }
}

export async function held(work: () => Promise<unknown>): Promise<Held> {
  globalThis.gc?.();
  await wait(100);
  let [last, longest] = [performance.now(), 0];
  let [cpu, computed] = [threadTime(), 0];
  const look = (): void => {
    const [now, used] = [performance.now(), threadTime()];
    longest = Math.max(longest, now - last - 1);
    computed = Math.max(computed, (used ?? 0) - (cpu ?? 0));
    [last, cpu] = [now, used];
  };
  const timer = setInterval(look, 1);
  const began = performance.now();
  try {
    await work();
    look();
    const time = performance.now() - began;
    await wait(50); // remaining work, including garbage collection
    return { longest, computed: cpu === null ? null : computed, time };
  } finally {
    clearInterval(timer);
  }
}
