import { TensorwireError } from '../errors';
import { type Branch, branchKey } from './arrivals';

/** A message that waits for the other branches of its network. */
export interface Held<M> {
  readonly message: M;
  readonly branch: Branch;
  done(error?: Error): void;
}

export interface JoinOptions<M> {
  /** the subject of errors */
  readonly subject: string;
  /** milliseconds that the first message of a group waits; 0: forever */
  readonly timeout: number;
  /** groups that may wait at once (Node-RED's nodeMessageBufferMaxLength); 0: any number */
  readonly limit: number;
  /** called with all branches of one network, in their order */
  join(held: readonly Held<M>[]): void;
  /** the name of a branch in errors */
  label(branch: Branch): string;
}

interface Group<M> {
  /** per branch, in order of arrival: the k-th message of one branch is joined with the k-th of the others */
  readonly held: Map<string, Held<M>[]>;
  timer?: NodeJS.Timeout | undefined;
}

/**
 * Collects messages until each expected branch of one message (one `_msgid`) has arrived, in any order. The flow check
 * sets the expected branches at deploy; until then everything waits.
 */
export class Joiner<M> {
  private readonly groups = new Map<string, Group<M>>();
  private expected: readonly Branch[] | undefined;
  private atLeast = 1;

  constructor(private readonly options: JoinOptions<M>) {}

  /**
   * @param branches the branches of one message, in the order of joining
   * @param atLeast the number of messages to wait for if no branch is known
   */
  expect(branches: readonly Branch[], atLeast: number): void {
    this.expected = branches;
    this.atLeast = branches.length || Math.max(1, atLeast);
    for (const id of [...this.groups.keys()]) this.joinReady(id);
  }

  /** The number of messages that make one network, as far as it is known. */
  get size(): number {
    return this.expected?.length || this.atLeast;
  }

  add(id: string, held: Held<M>): void {
    let group = this.groups.get(id);
    if (!group) {
      this.makeRoom();
      group = { held: new Map() };
      this.groups.set(id, group);
      this.startTimer(id, group);
    }
    const key = branchKey(held.branch);
    const same = group.held.get(key);
    if (same) same.push(held);
    else group.held.set(key, [held]);
    this.joinReady(id);
  }

  /** Releases everything that waits: each held message is done, nothing is sent. */
  close(): void {
    for (const [id, group] of this.groups) {
      this.forget(id);
      for (const held of [...group.held.values()].flat()) held.done();
    }
  }

  private joinReady(id: string): void {
    const group = this.groups.get(id);
    if (!group || this.expected === undefined) return;
    for (let complete = this.take(group); complete; complete = this.take(group)) {
      this.options.join(complete);
      clearTimeout(group.timer);
      if ([...group.held.values()].every(held => held.length === 0)) this.groups.delete(id);
      else this.startTimer(id, group);
    }
  }

  /** One message of each expected branch; if other branches arrived than expected, as many as expected. */
  private take(group: Group<M>): Held<M>[] | null {
    const expected = this.expected!;
    const wanted = new Map<string, number>();
    for (const branch of expected) wanted.set(branchKey(branch), (wanted.get(branchKey(branch)) ?? 0) + 1);
    if (expected.length > 0 && [...wanted].every(([key, n]) => (group.held.get(key)?.length ?? 0) >= n))
      return expected.map(branch => group.held.get(branchKey(branch))!.shift()!);
    const surprising = [...group.held].some(([key, held]) => held.length > 0 && !wanted.has(key));
    const all = [...group.held.values()].flat();
    if (!surprising || all.length < this.atLeast) return null;
    const taken = all.slice(0, this.atLeast);
    for (const [key, held] of group.held)
      group.held.set(
        key,
        held.filter(h => !taken.includes(h)),
      );
    return this.sorted(taken);
  }

  private sorted(held: readonly Held<M>[]): Held<M>[] {
    const rank = (h: Held<M>) => {
      const at = this.expected!.findIndex(branch => branchKey(branch) === branchKey(h.branch));
      return at === -1 ? this.expected!.length : at;
    };
    return [...held].sort((a, b) => rank(a) - rank(b));
  }

  private startTimer(id: string, group: Group<M>): void {
    if (this.options.timeout > 0) group.timer = setTimeout(() => this.giveUp(id, 'in time'), this.options.timeout);
  }

  private makeRoom(): void {
    const { limit } = this.options;
    const oldest = this.groups.keys().next();
    if (limit > 0 && this.groups.size >= limit && !oldest.done) this.giveUp(oldest.value, 'before too many others');
  }

  private giveUp(id: string, when: string): void {
    const group = this.groups.get(id)!;
    this.forget(id);
    const held = [...group.held.values()].flat();
    const came = new Map([...group.held].map(([key, list]) => [key, list.length]));
    const missing = (this.expected ?? []).filter(branch => {
      const left = (came.get(branchKey(branch)) ?? 0) - 1;
      came.set(branchKey(branch), left);
      return left < 0;
    });
    const names = missing.map(branch => this.options.label(branch)).join(', ');
    const error = new TensorwireError(
      this.options.subject,
      names
        ? `the branch from ${names} did not arrive ${when}; ${held.length} of ${this.size} branches came`
        : `waited for ${this.size} branches, ${held.length} came ${when}`,
      { missing, received: held.length, expected: this.size },
    );
    for (const h of held) h.done(error);
  }

  private forget(id: string): void {
    clearTimeout(this.groups.get(id)?.timer);
    this.groups.delete(id);
  }
}
