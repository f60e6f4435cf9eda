/** Counts how many things happen per second. */
export class Rate {
  private counted = 0;
  private shown = Number.NEGATIVE_INFINITY;
  private hidden = false;

  /** Another status is shown: the next count is shown at once. */
  hide(): void {
    this.hidden = true;
  }

  /** Counts; returns the rate if it is time to show it again (at most once a second). */
  count(many: number, now = performance.now()): number | null {
    this.counted += many;
    const seconds = (now - this.shown) / 1000;
    if (seconds < 1 && !this.hidden) return null;
    // After a pause at most 10 seconds of it count, so that the rate recovers quickly.
    const rate = this.counted / Math.min(10, Math.max(1, seconds));
    this.counted = 0;
    this.shown = now;
    this.hidden = false;
    return rate;
  }
}
