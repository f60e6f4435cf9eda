import type { Progress } from '../plan';

/** Which messages of a training are wanted: each epoch's end, or the newest from time to time. */
export type Wanted = 'each' | 'newest';

const EVERY_MS: Readonly<Record<Wanted, number>> = { each: 100, newest: 250 };
/** batches that nobody has answered yet, at most */
const AHEAD = 2;

/**
 * What a training says, on its way to Node-RED. A small network ends hundreds of epochs in a moment: they are gathered, and
 * where only the newest are wanted the others are dropped. Where each is wanted the training waits for its listener, so
 * that no queue grows on either side.
 */
export class Outbox {
  private gathered: Progress[] = [];
  private sentAt = Number.NEGATIVE_INFINITY;
  private unanswered = 0;
  private resume: (() => void) | null = null;

  constructor(
    private readonly wanted: Wanted,
    private readonly send: (progress: readonly Progress[]) => void,
  ) {}

  /** A promise: the training is to wait for it. */
  add(progress: Progress): Promise<void> | undefined {
    if (this.wanted === 'newest') this.gathered = progress.epochEnd ? [] : this.gathered.filter(p => p.epochEnd);
    this.gathered.push(progress);
    if (this.unanswered < AHEAD && performance.now() - this.sentAt >= EVERY_MS[this.wanted]) this.flush();
    if (this.wanted === 'newest' || this.unanswered < AHEAD) return undefined;
    return new Promise(resolve => {
      this.resume = resolve;
    });
  }

  /** Sends what is there. */
  flush(): void {
    if (this.gathered.length === 0) return;
    const batch = this.gathered;
    this.gathered = [];
    this.sentAt = performance.now();
    this.unanswered++;
    this.send(batch);
  }

  /** The listener is done with a batch. */
  answered(): void {
    this.unanswered--;
    this.resume?.();
    this.resume = null;
  }
}
