import type { Worker } from 'node:worker_threads';
import type { Column } from '../spec';

/**
 * Columns on their way to a thread: their numbers are in shared memory, but texts are copied by the sender. So labels go
 * in pieces, with a turn for others between them.
 */
export type LabelMessage =
  /** more labels of a column, in order */
  { readonly kind: 'labels'; readonly column: number; readonly labels: readonly string[] } | { readonly kind: 'begin' };

/** About a millisecond of the sender. */
const LABELS = 5000;

export const withoutLabels = (columns: readonly Column[]): readonly Column[] =>
  columns.map(column => (column.labels === undefined ? column : { ...column, labels: [] }));

/** Sends what `withoutLabels` left out, then that the thread may begin. */
export async function sendLabels(worker: Worker, columns: readonly Column[]): Promise<void> {
  const tell = (message: LabelMessage): void => worker.postMessage(message);
  for (const [column, { labels }] of columns.entries())
    for (let from = 0; labels && (from === 0 || from < labels.length); from += LABELS) {
      tell({ kind: 'labels', column, labels: labels.slice(from, from + LABELS) });
      await new Promise(setImmediate);
    }
  tell({ kind: 'begin' });
}

/** The columns as they were before they were sent. */
export class ArrivingLabels {
  private readonly labels = new Map<number, string[]>();

  add({ column, labels }: Extract<LabelMessage, { kind: 'labels' }>): void {
    const known = this.labels.get(column) ?? [];
    for (const label of labels) known.push(label);
    this.labels.set(column, known);
  }

  into(columns: readonly Column[]): readonly Column[] {
    return columns.map((column, i) =>
      column.labels === undefined ? column : { ...column, labels: this.labels.get(i) ?? [] },
    );
  }
}
