/**
 * What outlives a node that a deploy restarts: Node-RED's default deploy closes every node and makes it anew, also those
 * that nobody touched. The old instance leaves its work here under the node's id; the new one takes it if it is the same
 * work (same key); what nobody takes is ended.
 */
export interface Work {
  /** Ends it for good; resolves when nothing of it is left. */
  end(): Promise<void>;
}

/** How long work waits for the flows to start again, where they do not (a missing node type). */
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

  /** The work that was left under this id, if it is the same; else it is ended. */
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
