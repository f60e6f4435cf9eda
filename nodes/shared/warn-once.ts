import type { NodeContext } from './define';

/** Warnings of a node, each of them once and not for every message. */
export class WarnOnce {
  private readonly given = new Set<string>();

  constructor(
    private readonly live: Pick<NodeContext, 'node' | 'subject'>,
    /** more different warnings than these are not given */
    private readonly most: number,
  ) {}

  readonly warn = (warning: string): void => {
    if (this.given.has(warning) || this.given.size >= this.most) return;
    this.given.add(warning);
    this.live.node.warn(`${this.live.subject}: ${warning}`);
  };

  /** From now on, each may be given again. */
  reset(): void {
    this.given.clear();
  }
}
