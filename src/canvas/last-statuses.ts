import type { Status } from './status';

/**
 * The last statuses of nodes that a deploy restarts. A node shows its own again if the deploy changed nothing that led
 * to it: `done · accuracy 0.98` stays under a training that nobody touched.
 */
export class LastStatuses {
  private readonly left = new Map<string, { readonly fingerprint: string; readonly status: Status }>();

  leave(id: string, fingerprint: string, status: Status): void {
    // Running work does not continue by itself: whoever takes it over reports it.
    if (status.text !== undefined && status.fill !== 'blue') this.left.set(id, { fingerprint, status });
  }

  /** The status left under this id, if everything that led to it is the same. */
  take(id: string, fingerprint: string): Status | null {
    const found = this.left.get(id);
    this.left.delete(id);
    return found?.fingerprint === fingerprint ? found.status : null;
  }

  clear(): void {
    this.left.clear();
  }
}
