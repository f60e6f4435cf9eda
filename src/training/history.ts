/** Metrics of each epoch, by name: `loss`, `accuracy`, `val_loss`, … */
export class History {
  private readonly byName: Record<string, number[]>;

  constructor(saved: Readonly<Record<string, readonly number[]>> = {}) {
    this.byName = structuredClone(saved) as Record<string, number[]>;
  }
  add(metrics: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(metrics)) {
      this.byName[name] ??= [];
      this.byName[name].push(value);
    }
  }
  /** Metrics of one epoch, counted from 1; empty before the first. */
  at(epoch: number): Record<string, number> {
    const entries = Object.entries(this.byName).map(([name, values]) => [name, values[epoch - 1]] as const);
    return Object.fromEntries(entries.filter((e): e is readonly [string, number] => e[1] !== undefined));
  }
  toJSON(): Record<string, number[]> {
    return structuredClone(this.byName);
  }
}
