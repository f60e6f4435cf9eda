/** Counts running work, so that its resources are not released before it ends. */
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

  /** Resolves when no work is running. */
  async none(): Promise<void> {
    if (this.count > 0) await new Promise<void>(resolve => this.waiting.push(resolve));
  }
}
