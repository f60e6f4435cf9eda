import { Problem } from '../errors';
import type { RunList, RunRecord } from '../spec';
import { bytesOf, type Entry, goesOn, summaryOf } from './entry';
import type { RunLimits } from './settings';

/** The most runs in an answer: more than are kept, except for pinned ones. */
const MOST_LISTED = 2000;
const NEWS_MS = 250;

/** The runs in memory. Each change has a number, its revision, so that an editor asks only for what is new to it. */
export class Entries {
  private readonly byRun = new Map<string, Entry>();
  /** Begins above the revisions before a restart, so that an editor that stayed open gets all changes. */
  private revision = Date.now() * 1000;
  private news: NodeJS.Timeout | null = null;
  private toldAt = Number.NEGATIVE_INFINITY;

  /** `onNews` is told of changes at most four times a second. */
  constructor(private readonly onNews?: (revision: number) => void) {}

  has(run: string): boolean {
    return this.byRun.has(run);
  }
  /** Throws a Problem if it is not there. */
  get(run: string): Entry {
    const entry = this.byRun.get(run);
    if (!entry) throw new Problem('the run is not there any more: it was deleted, or made room for newer ones');
    return entry;
  }
  add(entry: Entry): void {
    this.byRun.set(entry.record.run, entry);
    this.changed(entry);
  }
  /** Nothing is written for them any more. */
  remove(gone: readonly Entry[]): void {
    for (const entry of gone) {
      entry.gone = true;
      this.byRun.delete(entry.record.run);
    }
    this.tell();
  }
  edit(entry: Entry, change: Partial<RunRecord>): void {
    entry.record = { ...entry.record, ...change };
    this.changed(entry);
  }
  changed(entry: Entry): void {
    entry.revision = this.revision + 1;
    this.tell();
  }

  newestFirst(): Entry[] {
    return [...this.byRun.values()].sort(
      ({ record: a }, { record: b }) => b.started.localeCompare(a.started) || b.number - a.number,
    );
  }
  nextNumber(): number {
    return 1 + Math.max(0, ...[...this.byRun.values()].map(({ record }) => record.number));
  }

  /** Those that have changed since a revision; 0: all. */
  since(revision: number): RunList {
    const all = this.newestFirst().slice(0, MOST_LISTED);
    return {
      revision: this.revision,
      order: all.map(({ record }) => record.run),
      runs: all.filter(entry => entry.revision > revision || revision > this.revision).map(summaryOf),
    };
  }

  /** The oldest runs beyond the limits, except those that are pinned or still running. */
  beyond({ keep, megabytes }: RunLimits): Entry[] {
    const over = this.newestFirst().filter(entry => !goesOn(entry));
    const free = over.filter(({ record }) => !record.pinned);
    const gone = free.slice(keep);
    let bytes = sum(over) - sum(gone);
    const rest = free.slice(0, keep);
    // The newest stays however large it is: it is what was just trained.
    while (bytes > megabytes * 1e6 && rest.length > 1) {
      const oldest = rest.pop()!;
      bytes -= bytesOf(oldest);
      gone.push(oldest);
    }
    return gone;
  }

  private tell(): void {
    this.revision++;
    if (this.news || !this.onNews) return;
    const wait = Math.max(0, this.toldAt + NEWS_MS - performance.now());
    this.news = setTimeout(() => {
      this.news = null;
      this.toldAt = performance.now();
      this.onNews?.(this.revision);
    }, wait);
    this.news.unref();
  }
}

const sum = (entries: readonly Entry[]): number => entries.reduce((bytes, entry) => bytes + bytesOf(entry), 0);
