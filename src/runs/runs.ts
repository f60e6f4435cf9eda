import { join, resolve } from 'node:path';
import { messageOf, Problem } from '../errors';
import type { RunDetails, RunList, RunOrigin, RunRecord, RunVersion } from '../spec';
import { missingAs, removeAbandoned, removeFolder } from '../store/disk';
import { readModelFiles } from '../store/files';
import type { TrainingPlan } from '../training';
import type { Dataset } from '../values/dataset';
import { Model } from '../values/model';
import { adviceFor } from './advice';
import { after } from './curves';
import { asFound, bytesOf, type Entry, goesOn, summaryOf } from './entry';
import { LiveRun } from './live-run';
import { bytesOfCurves, isRun, MODEL, readCurves, readRecord } from './record';
import type { RunLimits } from './settings';
import { Shelf } from './shelf';

export interface RunsOptions extends RunLimits {
  /** something has changed; called at most four times a second */
  readonly onNews?: (revision: number) => void;
  /** what the administrator should know */
  readonly onWarning?: (text: string) => void;
}

/** The most runs in an answer: more than are kept, except for pinned ones. */
const MOST_LISTED = 2000;
const NEWS_MS = 250;

/** The trainings of one Node-RED: the running ones, and earlier ones, which are on disk. */
export class Runs {
  private readonly entries = new Map<string, Entry>();
  private readonly shelf: Shelf;
  /** Begins above that of before a restart, so that an editor that stayed open gets all that has changed. */
  private revision = Date.now() * 1000;
  private readonly loaded: Promise<void>;
  private news: NodeJS.Timeout | null = null;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly folder: string,
    private readonly options: RunsOptions,
  ) {
    this.shelf = new Shelf(resolve(folder), options);
    this.loaded = this.load();
  }

  /** A training begins. The returned object is notified of its progress. */
  begin(plan: TrainingPlan, dataset: Dataset, origin: RunOrigin): LiveRun {
    const live = new LiveRun(plan, dataset, origin, {
      shelf: this.shelf,
      changed: entry => this.changed(entry),
      interrupted: async like => {
        await this.loaded;
        const right = ({ record }: Entry): boolean => record.state === 'interrupted' && isSameOrder(record, like);
        // One that was interrupted again before it had gone on has no epochs of its own.
        return this.newest(entry => right(entry) && entry.record.epoch > 0) ?? this.newest(right);
      },
      replace: entry => this.forget([entry]),
      over: () => this.makeRoom(),
      warn: text => this.options.onWarning?.(text),
    });
    this.entries.set(plan.run, live.entry);
    this.changed(live.entry);
    void this.loaded.then(() => {
      if (live.entry.record.number > 0) return;
      const numbers = [...this.entries.values()].map(({ record }) => record.number);
      live.entry.record = { ...live.entry.record, number: 1 + Math.max(0, ...numbers) };
      this.changed(live.entry);
      void live.keep();
    });
    return live;
  }

  /** The runs that have changed since a revision; 0: all. */
  async list(since: number): Promise<RunList> {
    await this.loaded;
    const all = [...this.entries.values()].sort(newestFirst).slice(0, MOST_LISTED);
    return {
      revision: this.revision,
      order: all.map(({ record }) => record.run),
      runs: all.filter(entry => entry.revision > since || since > this.revision).map(summaryOf),
    };
  }

  /** One run, with its curves after an epoch. */
  async details(run: string, afterEpoch: number): Promise<RunDetails> {
    const entry = await this.find(run);
    const curves = entry.going
      ? entry.going.curves.toJSON()
      : ((await this.shelf.reading(run, () => readCurves(this.shelf.path(run)))) ?? {
          epochs: [],
          seconds: [],
          metrics: {},
        });
    const summary = summaryOf(entry);
    return {
      run: summary,
      curves: after(curves, afterEpoch),
      after: afterEpoch,
      advice: adviceFor(summary, curves),
    };
  }

  async pin(run: string, pinned: boolean): Promise<void> {
    await this.edit(run, { pinned });
  }

  /** '': its model and number again. */
  async rename(run: string, name: string): Promise<void> {
    await this.edit(run, { name: name.trim() });
  }

  async delete(runs: readonly string[]): Promise<void> {
    const found = await Promise.all(runs.map(run => this.find(run)));
    if (found.some(goesOn)) throw new Problem('a run that goes on cannot be deleted: cancel it first');
    await this.forget(found);
  }

  /** Ends a training and keeps the best weights until then. */
  async stop(run: string): Promise<void> {
    this.training(await this.find(run)).stop();
  }

  /** Ends a training and discards its weights. */
  async cancel(run: string): Promise<void> {
    await this.training(await this.find(run)).cancel();
  }

  /** The model that the run itself keeps; null: none, `versions` of its record say which store has it. */
  async model(run: string): Promise<Model | null> {
    const { record } = await this.find(run);
    if (record.modelBytes === 0) return null;
    const { body } = await this.shelf.reading(run, () => readModelFiles(join(this.shelf.path(run), MODEL)));
    return new Model(record.model, null, body);
  }

  async record(run: string): Promise<RunRecord> {
    return (await this.find(run)).record;
  }

  /** Its model was saved to a store. */
  async saved(run: string, version: RunVersion): Promise<void> {
    const { record } = await this.find(run);
    const others = record.versions.filter(one => JSON.stringify(one) !== JSON.stringify(version));
    await this.edit(run, { versions: [...others, version].slice(-20) });
  }

  /** Resolves when everything has been written to disk. */
  async written(): Promise<void> {
    await this.loaded;
    await this.shelf.idle();
  }

  private training(entry: Entry) {
    const training = entry.going?.training;
    if (!training) throw new Problem('the run is over: only one that goes on can be ended');
    return training;
  }

  private async find(run: string): Promise<Entry> {
    await this.loaded;
    const entry = this.entries.get(run);
    if (!entry) throw new Problem('the run is not there any more: it was deleted, or made room for newer ones');
    return entry;
  }

  private newest(right: (entry: Entry) => boolean): Entry | undefined {
    return [...this.entries.values()].sort(newestFirst).find(right);
  }

  private async edit(run: string, change: Partial<RunRecord>): Promise<void> {
    const entry = await this.find(run);
    entry.record = { ...entry.record, ...change };
    this.changed(entry);
    await this.shelf.record(entry);
    if (change.pinned === false) await this.makeRoom();
  }

  private async forget(gone: readonly Entry[]): Promise<void> {
    for (const entry of gone) {
      entry.gone = true;
      this.entries.delete(entry.record.run);
    }
    this.tell();
    for (const { record } of gone)
      await this.shelf.change(record.run, () => removeFolder(this.shelf.root, this.shelf.path(record.run)));
  }

  /** Removes the oldest runs beyond the limits. */
  private async makeRoom(): Promise<void> {
    const over = [...this.entries.values()].filter(entry => !goesOn(entry)).sort(newestFirst);
    const free = over.filter(({ record }) => !record.pinned);
    const gone = free.slice(this.options.keep);
    let bytes = over.reduce((sum, entry) => sum + bytesOf(entry), 0) - gone.reduce((sum, one) => sum + bytesOf(one), 0);
    const rest = free.slice(0, this.options.keep);
    // The newest stays however large it is: it is what was just trained.
    while (bytes > this.options.megabytes * 1e6 && rest.length > 1) {
      const oldest = rest.pop()!;
      bytes -= bytesOf(oldest);
      gone.push(oldest);
    }
    if (gone.length > 0) await this.forget(gone);
  }

  private changed(entry: Entry): void {
    entry.revision = this.revision + 1;
    this.tell();
  }

  /** Says that there is news, at most four times a second for all runs together. */
  private tell(): void {
    this.revision++;
    if (this.news || !this.options.onNews) return;
    const wait = Math.max(0, this.toldAt + NEWS_MS - performance.now());
    this.news = setTimeout(() => {
      this.news = null;
      this.toldAt = performance.now();
      this.options.onNews?.(this.revision);
    }, wait);
    this.news.unref();
  }

  /** What is on disk, of before. */
  private async load(): Promise<void> {
    try {
      await removeAbandoned(this.shelf.root);
      const names = (await this.shelf.names().catch(missingAs<string[]>([]))).filter(isRun);
      for (const name of names) await this.loadOne(name);
      await this.makeRoom();
    } catch (error) {
      this.options.onWarning?.(`the runs cannot be read (${messageOf(error)})`);
    }
  }

  private async loadOne(run: string): Promise<void> {
    try {
      const folder = this.shelf.path(run);
      const record = await readRecord(folder);
      if (!record || record.run !== run || this.entries.has(run)) return;
      const curvesBytes = await bytesOfCurves(folder);
      const entry: Entry = { record: asFound(record), going: null, revision: 0, curvesBytes };
      this.entries.set(run, entry);
      this.changed(entry);
    } catch (error) {
      this.options.onWarning?.(`a run cannot be read (${messageOf(error)})`);
    }
  }
}

/** A checkpoint belongs to an order, whose seed may have been drawn. */
const isSameOrder = (a: RunRecord, b: RunRecord): boolean =>
  a.origin.node === b.origin.node &&
  a.data.fingerprint === b.data.fingerprint &&
  JSON.stringify({ ...a.settings, seed: 0 }) === JSON.stringify({ ...b.settings, seed: 0 });

const newestFirst = ({ record: a }: Entry, { record: b }: Entry): number =>
  b.started.localeCompare(a.started) || b.number - a.number;
