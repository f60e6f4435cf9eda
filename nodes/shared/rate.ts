/** How many things happen a second, since it was last shown. */
export class Rate {
  private counted = 0;
  private shown = Number.NEGATIVE_INFINITY;
  private hidden = false;

  /** Something else is shown now: the next count is shown at once. */
  hide(): void {
    this.hidden = true;
  }

  /** Counts; gives the rate where it is time to show it again (at most once a second). */
  count(many: number, now = performance.now()): number | null {
    this.counted += many;
    const seconds = (now - this.shown) / 1000;
    if (seconds < 1 && !this.hidden) return null;
    // After a pause, the pause is not counted whole: 10 seconds of it say enough.
    const rate = this.counted / Math.min(10, Math.max(1, seconds));
    this.counted = 0;
    this.shown = now;
    this.hidden = false;
    return rate;
  }
}
