import type { Progress } from '../plan';

/** Which progress messages are wanted: the end of each epoch, or only the newest. */
export type Wanted = 'each' | 'newest';

const EVERY_MS: Readonly<Record<Wanted, number>> = { each: 100, newest: 250 };
/** the most batches without an answer */
const MAX_UNACKNOWLEDGED = 2;

/**
 * Buffers the progress of a training on its way to Node-RED. A small network finishes hundreds of epochs in a moment:
 * they are sent in batches, and if only the newest are wanted the others are dropped. If each is wanted, the training
 * waits for its listener, so that no queue grows on either side.
 */
export class Outbox {
  private gathered: Progress[] = [];
  private sentAt = Number.NEGATIVE_INFINITY;
  private unacknowledged = 0;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly wanted: Wanted,
    private readonly send: (progress: readonly Progress[]) => void,
  ) {}

  /** Returns a promise if the training is to wait. */
  add(progress: Progress): Promise<void> | undefined {
    if (this.wanted === 'newest') this.gathered = progress.epochEnd ? [] : this.gathered.filter(p => p.epochEnd);
    this.gathered.push(progress);
    if (this.unacknowledged < MAX_UNACKNOWLEDGED && performance.now() - this.sentAt >= EVERY_MS[this.wanted])
      this.flush();
    if (this.wanted === 'newest' || this.unacknowledged < MAX_UNACKNOWLEDGED) return undefined;
    return new Promise(resolve => this.waiting.push(resolve));
  }

  /** Sends everything in the buffer. */
  flush(): void {
    if (this.gathered.length === 0) return;
    const batch = this.gathered;
    this.gathered = [];
    this.sentAt = performance.now();
    this.unacknowledged++;
    this.send(batch);
  }

  /** The listener has handled a batch. */
  acknowledge(): void {
    this.unacknowledged--;
    for (const resume of this.waiting.splice(0)) resume();
  }
}
