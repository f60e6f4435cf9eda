import { messageOf, type Work } from '../../src';
import type { NodeContext } from './define';

/** Milliseconds between two writes, at least. */
const LEAST = 1000;
/** A write is at most this share of the time. */
const SHARE = 0.02;

/** What a closed instance hands over to its successor. */
interface Left extends Work {
  /** null: it is in the store, or there is none */
  readonly state: unknown;
  /** the context store that the closed instance used */
  readonly store: string;
}

/**
 * What a node of a stream remembers, in Node-RED's context storage. It is written when it changes, at once if nothing was written
 * within a second. A store in memory may be emptied when a node closes: there the state is handed over to the instance that a deploy
 * puts in its place. An instance with another store than the one before moves the state there.
 */
export class KeptState {
  private left: unknown = null;
  private readonly moved: Promise<void>;
  private current: (() => unknown) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isDirty = false;
  /** the write under way; null: none is */
  private writing: Promise<void> | null = null;
  private freeAt = 0;
  private warned = false;

  constructor(
    private readonly live: NodeContext,
    /** the name of the context store; '': the default one */
    private readonly store: string,
    /** the property of the node's context */
    private readonly property: string,
    /** called once with why it cannot be kept */
    private readonly cannot: (why: string) => void,
  ) {
    const before = live.canvas.handover.take(live.id, this.key) as Left | null;
    this.left = before?.state ?? null;
    this.moved = before && before.store !== this.chosen.name ? this.moveFrom(before) : Promise.resolve();
  }

  /** Takes what the former store has, or what it handed over, into this one. */
  private async moveFrom({ state, store }: Left): Promise<void> {
    try {
      this.left = state ?? (await this.get(store)) ?? null;
      if (this.left === null) return;
      if (!this.isInMemory) await this.set(this.left);
      if (state === null) await this.set(undefined, store);
    } catch (error) {
      this.failed(error);
    }
  }

  private get key(): string {
    return `kept ${this.property}`;
  }

  /** What was kept; undefined: nothing was. */
  async load(): Promise<unknown> {
    await this.moved;
    const state = this.left ?? (this.isInMemory ? undefined : await this.get());
    this.left = null;
    return state ?? undefined;
  }

  private get(store = this.store): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const over = (error: Error | null | undefined, value: unknown): void => (error ? reject(error) : resolve(value));
      this.live.node.context().get(this.property, store || undefined, over as never);
    });
  }

  /** From now on this is kept. */
  follow(current: () => unknown): void {
    this.current = current;
  }

  /** It has changed. */
  touch(): void {
    this.isDirty = true;
    if (!this.isInMemory) this.writeSoon();
  }

  private writeSoon(): void {
    // One after the other: a slow store would collect states without bound.
    if (this.timer !== null || this.writing !== null) return;
    // What one message changes is written together.
    const write = (): void => {
      this.timer = null;
      if (this.isDirty && this.writing === null) this.write();
    };
    this.timer = setTimeout(write, Math.max(0, this.freeAt - performance.now())).unref();
  }

  /** Keeps what changed for another model; resolves when it is written. */
  async save(): Promise<void> {
    await this.moved;
    if (this.isInMemory) this.left = this.current?.() ?? this.left;
    while (this.writing !== null) await this.writing;
    if (!this.isInMemory && this.isDirty) this.write();
    await this.writing;
  }

  async close(removed: boolean): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    if (!removed) await this.save();
    this.current = null; // a message that is still under way changes nothing of what the successor has
    const { id, canvas } = this.live;
    const state = this.isInMemory ? this.left : null;
    const left: Left = { state, store: this.chosen.name, end: async () => undefined };
    if (!removed && !canvas.stopping) canvas.handover.leave(id, this.key, left);
    await this.writing;
  }

  /** Such a store forgets with Node-RED: until a deploy nothing is gained by a write. */
  private get isInMemory(): boolean {
    return this.chosen.module === 'memory';
  }

  /** The store as settings.js has it: `default` may name another one, and an unknown name is the default one. */
  private get chosen(): { readonly name: string; readonly module: unknown } {
    const { contextStorage } = this.live.RED.settings as { contextStorage?: Record<string, unknown> };
    if (contextStorage === undefined) return { name: 'default', module: 'memory' };
    let name = this.store in contextStorage ? this.store : 'default';
    const other = contextStorage[name];
    if (typeof other === 'string') name = other;
    return { name, module: (contextStorage[name] as { module?: unknown } | undefined)?.module };
  }

  private write(): void {
    if (this.current === null) return;
    this.isDirty = false;
    const begin = performance.now();
    const state = this.current();
    this.writing = this.set(state)
      .catch(error => this.failed(error))
      .then(() => {
        this.writing = null;
        if (this.isDirty) this.writeSoon();
      });
    const now = performance.now();
    this.freeAt = now + Math.max(LEAST, (now - begin) / SHARE);
  }

  private set(state: unknown, store = this.store): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (error?: Error | null): void => (error ? reject(error) : resolve());
      this.live.node.context().set(this.property, state, store || undefined, over as never);
    });
  }

  private failed(error: unknown): void {
    if (this.warned) return;
    this.warned = true;
    this.cannot(messageOf(error));
  }
}
