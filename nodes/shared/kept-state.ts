import { messageOf, type Work } from '../../src';
import type { NodeContext } from './define';

/** Milliseconds between two writes, at least. */
const LEAST = 1000;
/** A write is at most this share of the time. */
const SHARE = 0.02;

/** What a closed instance hands over to its successor. */
interface Left extends Work {
  readonly state: unknown;
}

/**
 * What a node of a stream remembers, in Node-RED's context storage. It is written when it changes, at once if nothing was written
 * within a second. A store in memory may be emptied when a node closes: there the state is handed over to the instance that a deploy
 * puts in its place.
 */
export class KeptState {
  private left: unknown;
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
    this.left = (live.canvas.handover.take(live.id, this.key) as Left | null)?.state ?? null;
  }

  private get key(): string {
    return `kept ${this.property}`;
  }

  /** What was kept; undefined: nothing was. */
  async load(): Promise<unknown> {
    const state = this.left ?? (this.isInMemory ? undefined : await this.get());
    this.left = null;
    return state ?? undefined;
  }

  private get(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const over = (error: Error | null | undefined, value: unknown): void => (error ? reject(error) : resolve(value));
      this.live.node.context().get(this.property, this.store || undefined, over as never);
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
    if (!removed && !canvas.stopping && this.left !== null)
      canvas.handover.leave(id, this.key, { state: this.left, end: async () => undefined } as Left);
    await this.writing;
  }

  /** Such a store forgets with Node-RED: until a deploy nothing is gained by a write. */
  private get isInMemory(): boolean {
    const { contextStorage } = this.live.RED.settings as { contextStorage?: Record<string, unknown> };
    if (contextStorage === undefined) return true;
    let chosen = contextStorage[this.store || 'default'] ?? contextStorage.default;
    if (typeof chosen === 'string') chosen = contextStorage[chosen];
    return (chosen as { module?: unknown } | undefined)?.module === 'memory';
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

  private set(state: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (error?: Error | null): void => (error ? reject(error) : resolve());
      this.live.node.context().set(this.property, state, this.store || undefined, over as never);
    });
  }

  private failed(error: unknown): void {
    if (this.warned) return;
    this.warned = true;
    this.cannot(messageOf(error));
  }
}
