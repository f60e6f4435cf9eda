import type { Status } from '../../src';

/** Every status goes to every open editor: at most this many per second are sent. */
const A_SECOND = 4;
const SECOND = 1000;

/**
 * The status of one node, sent at most four times a second. A faster one is replaced by the one after it; the last one
 * is always sent. A status that is shown already is not sent again.
 */
export class StatusLine {
  /** when the last ones were sent, at most four */
  private readonly sent: number[] = [];
  private shown: string | null = null;
  /** the last one, sent or pending */
  last: Status = {};
  private closed = false;
  private waiting: { readonly status: Status; readonly timer: NodeJS.Timeout } | null = null;

  constructor(private readonly send: (status: Status) => void) {}

  /** A change of state: sent at once, unless four were sent within a second. */
  show(status: Status): void {
    this.take(status, this.freeIn(A_SECOND, SECOND));
  }

  /**
   * Progress: sent no sooner than a quarter of a second after the last status, which leaves room for changes of state.
   */
  progress(status: Status): void {
    this.take(status, Math.max(this.freeIn(A_SECOND, SECOND), this.freeIn(1, SECOND / A_SECOND)));
  }

  /** Sends nothing more: the node is gone, and another may have taken its place. */
  close(): void {
    this.closed = true;
    this.drop();
  }

  private take(status: Status, wait: number): void {
    this.drop();
    this.last = status;
    if (this.closed || JSON.stringify(status) === this.shown) return;
    if (wait <= 0) {
      this.now(status);
      return;
    }
    const timer = setTimeout(() => this.now(status), Math.ceil(wait) + 1); // Node's timers may fire a millisecond early
    timer.unref(); // a status does not keep the process alive
    this.waiting = { status, timer };
  }

  /** Milliseconds until fewer than `count` were sent within `span`. */
  private freeIn(count: number, span: number): number {
    const earliest = this.sent.at(-count);
    return earliest === undefined ? 0 : earliest + span - performance.now();
  }

  private now(status: Status): void {
    this.waiting = null;
    this.shown = JSON.stringify(status);
    this.send(status);
    this.sent.push(performance.now()); // after it: whoever receives it measures the span from an earlier moment
    if (this.sent.length > A_SECOND) this.sent.shift();
  }

  private drop(): void {
    if (this.waiting) clearTimeout(this.waiting.timer);
    this.waiting = null;
  }
}
