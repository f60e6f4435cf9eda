import type { TabContext } from './tab';

/** The least milliseconds between two requests: a training changes its status four times a second. */
const EVERY = 3000;
/** A deploy changes many statuses at once. */
const PAUSE = 300;

/** Requests again when what is shown of a node may have changed: after a deploy, and when its status changes. */
export class Following {
  private endStatus: () => void = () => undefined;
  private readonly endDeploy: () => void;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private node: string | null = null;

  constructor(
    private readonly context: Pick<TabContext, 'onDeploy' | 'onUpdate'>,
    private readonly again: () => void,
  ) {
    this.endDeploy = context.onDeploy(() => this.soon());
  }

  /** From now on this node is shown; null: none. */
  follow(node: string | null): void {
    if (node === this.node) return;
    this.node = node;
    this.endStatus();
    this.askedAt = performance.now(); // the caller sends the request
    this.endStatus = node === null ? () => undefined : this.context.onUpdate(`status/${node}`, () => this.soon());
  }

  end(): void {
    clearTimeout(this.waiting);
    this.endStatus();
    this.endDeploy();
  }

  private soon(): void {
    this.waiting ??= setTimeout(
      () => {
        this.waiting = undefined;
        this.askedAt = performance.now();
        this.again();
      },
      Math.max(PAUSE, this.askedAt + EVERY - performance.now()),
    );
  }
}
