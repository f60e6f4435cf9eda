/** A least-recently-used cache of a few things by name, each made when it is first asked for. */
export class Recent<T> {
  private readonly kept = new Map<string, T>();

  constructor(
    private readonly limit: number,
    private readonly make: () => T,
    private readonly drop: (old: T) => Promise<void>,
  ) {}

  get(name: string): T {
    const found = this.kept.get(name) ?? this.make();
    this.kept.delete(name);
    this.kept.set(name, found);
    const [oldest] = this.kept;
    if (this.kept.size > this.limit && oldest) {
      this.kept.delete(oldest[0]);
      void this.drop(oldest[1]);
    }
    return found;
  }

  async clear(): Promise<void> {
    const all = [...this.kept.values()];
    this.kept.clear();
    await Promise.all(all.map(this.drop));
  }
}
