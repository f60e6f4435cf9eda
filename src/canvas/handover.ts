/**
 * Work that outlives its node at a deploy. Node-RED's default deploy closes and recreates every node, even those that
 * nobody touched. The old instance leaves its work here under the node's id. The new instance takes it if the key is
 * the same; work that nobody takes is ended.
 */
export interface Work {
  /** Ends it for good. Resolves when nothing of it is left. */
  end(): Promise<void>;
}

/** How long work waits for the flows to restart; they may not (a missing node type). */
const PATIENCE = 60_000;

export class Handover {
  private readonly left = new Map<
    string,
    { readonly key: string; readonly work: Work; readonly timer: NodeJS.Timeout }
  >();

  leave(id: string, key: string, work: Work): void {
    const timer = setTimeout(() => void this.end(id), PATIENCE);
    timer.unref();
    this.left.set(id, { key, work, timer });
  }

  has(id: string): boolean {
    return this.left.has(id);
  }

  /** The work left under this id, if the key is the same; otherwise it is ended. */
  take(id: string, key: string): Work | null {
    const found = this.left.get(id);
    if (!found) return null;
    if (found.key !== key) {
      void this.end(id);
      return null;
    }
    clearTimeout(found.timer);
    this.left.delete(id);
    return found.work;
  }

  async end(id: string): Promise<void> {
    const found = this.left.get(id);
    if (!found) return;
    clearTimeout(found.timer);
    this.left.delete(id);
    await found.work.end();
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.left.keys()].map(id => this.end(id)));
  }
}
