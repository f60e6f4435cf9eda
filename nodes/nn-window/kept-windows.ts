import {
  type KeptSeries,
  messageOf,
  type SeriesPipeline,
  type SeriesStream,
  StreamPacker,
  type StreamState,
  seriesOf,
  type Work,
} from '../../src';
import type { NodeContext } from '../shared/define';

const PROPERTY = 'windows';
/** Milliseconds between two writes, at least. */
const LEAST = 1000;
/** A write is at most this share of the time. */
const SHARE = 0.02;

const KEY = 'nn-window';

/** What a closed instance hands over to its successor. */
interface Left extends Work {
  readonly state: StreamState;
}

/**
 * The readings of a node in Node-RED's context storage. They are written when they change, at once if nothing was
 * written within a second. A store in memory may be emptied when a node closes: there the readings are handed over to
 * the instance that a deploy puts in its place.
 */
export class KeptWindows {
  private left: StreamState | null;
  private packer: StreamPacker | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isDirty = false;
  private writing: Promise<void> = Promise.resolve();
  private freeAt = 0;
  private warned = false;

  constructor(
    private readonly live: NodeContext,
    /** the name of the context store; '': the default one */
    private readonly store: string,
  ) {
    this.left = (live.canvas.handover.take(live.id, KEY) as Left | null)?.state ?? null;
  }

  /** What was kept, with the columns of this pipeline. */
  async load(pipeline: SeriesPipeline): Promise<[string, KeptSeries][]> {
    const { node, subject } = this.live;
    const state = this.left ?? (this.isInMemory ? undefined : await this.get());
    this.left = null;
    if (state === undefined) return [];
    const kept = seriesOf(state, pipeline);
    if (kept === null) node.warn(`${subject}: the kept readings cannot be read, and the windows begin anew`);
    return kept ?? [];
  }

  private get(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const over = (error: Error | null | undefined, value: unknown): void => (error ? reject(error) : resolve(value));
      this.live.node.context().get(PROPERTY, this.store || undefined, over as never);
    });
  }

  /** From now on the readings of this stream are kept. */
  follow(stream: SeriesStream): void {
    this.packer = new StreamPacker(stream);
  }

  /** A series has a new reading. */
  touch(key: string): void {
    this.packer?.touch(key);
    this.isDirty = true;
    if (this.isInMemory || this.timer !== null) return;
    // The readings of one message are written together.
    const write = (): void => {
      this.timer = null;
      if (this.isDirty) this.write();
    };
    this.timer = setTimeout(write, Math.max(0, this.freeAt - performance.now())).unref();
  }

  /** Keeps what changed for another stream; resolves when it is written. */
  save(): Promise<void> {
    if (this.isInMemory) this.left = this.packer?.state() ?? this.left;
    else if (this.isDirty) this.write();
    return this.writing;
  }

  async close(removed: boolean): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    if (!removed) await this.save();
    const { id, canvas } = this.live;
    if (!removed && !canvas.stopping && this.left !== null)
      canvas.handover.leave(id, KEY, { state: this.left, end: async () => undefined } as Left);
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
    const { packer } = this;
    if (packer === null) return;
    this.isDirty = false;
    const begin = performance.now();
    const state = packer.state();
    this.writing = this.writing.then(() => this.set(state)).catch(error => this.failed(error));
    const now = performance.now();
    this.freeAt = now + Math.max(LEAST, (now - begin) / SHARE);
  }

  private set(state: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (error?: Error | null): void => (error ? reject(error) : resolve());
      this.live.node.context().set(PROPERTY, state, this.store || undefined, over as never);
    });
  }

  private failed(error: unknown): void {
    if (this.warned) return;
    this.warned = true;
    const { node, subject } = this.live;
    node.warn(`${subject}: the readings cannot be kept for a restart (${messageOf(error)})`);
  }
}
