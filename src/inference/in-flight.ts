/** Counts what is under way, so that what it uses is not taken away before it ends. */
export class InFlight {
  private count = 0;
  private readonly waiting: (() => void)[] = [];

  begin(): void {
    this.count++;
  }

  end(): void {
    if (--this.count > 0) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Resolves when nothing is under way. */
  async none(): Promise<void> {
    if (this.count > 0) await new Promise<void>(resolve => this.waiting.push(resolve));
  }
}
