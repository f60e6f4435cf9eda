/** How many things happen a second, over the last ones that happened. */
export class Rate {
  private readonly times: number[] = [];
  private shown = 0;
  private hidden = false;

  /** Something else is shown now: the next count is shown at once. */
  hide(): void {
    this.hidden = true;
  }

  /** Counts; gives the rate where it is time to show it again (at most once a second). */
  count(many: number, now = Date.now()): number | null {
    for (let i = 0; i < Math.min(many, 1000); i++) this.times.push(now);
    while (this.times.length > 0 && this.times[0]! < now - 10_000) this.times.shift();
    if (now - this.shown < 1000 && !this.hidden) return null;
    this.hidden = false;
    this.shown = now;
    return this.times.length / Math.max(1, (now - this.times[0]!) / 1000);
  }
}
