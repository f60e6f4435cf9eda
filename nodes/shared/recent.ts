/** A least-recently-used cache of a few things by name, each made when it is first asked for. */
export class Recent<T> {
  private readonly kept = new Map<string, T>();
  /** how many work with a thing now */
  private readonly users = new Map<T, number>();
  /** dropped as soon as nobody works with them */
  private readonly leaving = new Set<T>();

  constructor(
    private readonly limit: number,
    private readonly make: () => T,
    private readonly drop: (old: T) => Promise<void>,
  ) {}

  has(name: string): boolean {
    return this.kept.has(name);
  }

  /** Works with one, which is not dropped before the end. */
  async use<R>(name: string, work: (thing: T) => Promise<R>): Promise<R> {
    const thing = this.get(name);
    this.users.set(thing, (this.users.get(thing) ?? 0) + 1);
    try {
      return await work(thing);
    } finally {
      const others = this.users.get(thing)! - 1;
      if (others > 0) this.users.set(thing, others);
      else this.users.delete(thing);
      if (others === 0 && this.leaving.delete(thing)) void this.drop(thing);
    }
  }

  get(name: string): T {
    const found = this.kept.get(name) ?? this.make();
    this.kept.delete(name);
    this.kept.set(name, found);
    const [oldest] = this.kept;
    if (this.kept.size > this.limit && oldest) {
      this.kept.delete(oldest[0]);
      if (this.users.has(oldest[1])) this.leaving.add(oldest[1]);
      else void this.drop(oldest[1]);
    }
    return found;
  }

  async clear(): Promise<void> {
    const all = [...this.kept.values(), ...this.leaving];
    this.kept.clear();
    this.leaving.clear();
    await Promise.all(all.map(this.drop));
  }
}
