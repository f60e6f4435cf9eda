import { setImmediate } from 'node:timers/promises';

/** Rows between two checks of the clock. */
const BLOCK = 20_000;

/** Gives the event loop a turn after some milliseconds of work, so that Node-RED never waits for a long table. */
export class Pacer {
  private last = performance.now();
  constructor(private readonly budget = 3) {}
  get due(): boolean {
    return performance.now() - this.last > this.budget;
  }
  async pause(): Promise<void> {
    if (this.due) await this.turn();
  }
  /** A turn of the event loop, however little was done since the last one. */
  async turn(): Promise<void> {
    await setImmediate();
    this.last = performance.now();
  }
  /** Calls `work` on blocks [from, to) that cover `rows`. */
  async blocks(rows: number, work: (from: number, to: number) => void, block = BLOCK): Promise<void> {
    for (let from = 0; from < rows; from += block) {
      work(from, Math.min(rows, from + block));
      await this.pause();
    }
  }
}
