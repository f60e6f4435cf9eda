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
import { Entries } from './entries';
import { asFound, type Entry, goesOn, isForeign, summaryOf } from './entry';
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

/** The trainings of one Node-RED: the running ones, and earlier ones, which are on disk. */
export class Runs {
  private readonly entries: Entries;
  private readonly shelf: Shelf;
  private readonly loaded: Promise<void>;

  constructor(
    readonly folder: string,
    private readonly options: RunsOptions,
  ) {
    this.entries = new Entries(options.onNews);
    this.shelf = new Shelf(resolve(folder), options);
    this.loaded = this.load();
  }

  /** A training begins. The returned object is notified of its progress. */
  begin(plan: TrainingPlan, dataset: Dataset, origin: RunOrigin): LiveRun {
    const { entries } = this;
    const live = new LiveRun(plan, dataset, origin, {
      shelf: this.shelf,
      changed: entry => entries.changed(entry),
      interrupted: async like => {
        await this.loaded;
        const alike = entries
          .newestFirst()
          .filter(({ record }) => record.state === 'interrupted' && isSameOrder(record, like));
        // A run that was interrupted again before its first epoch has no epochs of its own.
        return alike.find(({ record }) => record.epoch > 0) ?? alike[0];
      },
      replace: entry => this.forget([entry]),
      over: () => this.makeRoom(),
      warn: text => this.options.onWarning?.(text),
    });
    entries.add(live.entry);
    void this.loaded.then(() => {
      if (live.entry.record.number > 0) return;
      entries.edit(live.entry, { number: entries.nextNumber() });
      void live.keep();
    });
    return live;
  }

  /** The runs that have changed since a revision; 0: all. */
  async list(since: number): Promise<RunList> {
    await this.loaded;
    return this.entries.since(since);
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
      columns: entry.record.columns ?? [],
      curves: after(curves, afterEpoch),
      after: afterEpoch,
      first: curves.epochs[0] ?? 0,
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

  /** Deletes all of them, or none if one is running. A run that is gone already is no error. */
  async delete(runs: readonly string[]): Promise<void> {
    await this.loaded;
    const found = [...new Set(runs)].filter(run => this.entries.has(run)).map(run => this.entries.get(run));
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

  /** A stored model was renamed: its runs refer to its versions by the new name. */
  async renamed(isStore: (store: string) => boolean, name: string, to: string): Promise<void> {
    await this.loaded;
    const isOf = (version: RunVersion): boolean => version.name === name && isStore(version.store);
    for (const entry of this.entries.newestFirst().filter(({ record }) => record.versions.some(isOf))) {
      if (entry.gone) continue; // it was deleted meanwhile
      const { run, model, versions } = entry.record;
      await this.edit(run, {
        versions: versions.map(version => (isOf(version) ? { ...version, name: to } : version)),
        ...(model === name && { model: to }),
      });
    }
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
    return this.entries.get(run);
  }

  private async edit(run: string, change: Partial<RunRecord>): Promise<void> {
    const entry = await this.find(run);
    this.entries.edit(entry, change);
    await this.shelf.record(entry);
    if (change.pinned === false) await this.makeRoom();
  }

  /** Each is removed, even if the folder of another cannot be. */
  private async forget(gone: readonly Entry[]): Promise<void> {
    this.entries.remove(gone);
    const removed = gone.map(({ record: { run } }) =>
      this.shelf.change(run, () => removeFolder(this.shelf.root, this.shelf.path(run))),
    );
    for (const result of await Promise.allSettled(removed)) if (result.status === 'rejected') throw result.reason;
  }

  /** Removes the oldest runs beyond the limits. */
  private async makeRoom(): Promise<void> {
    const gone = this.entries.beyond(this.options);
    if (gone.length > 0) await this.forget(gone);
  }

  /** Reads the runs of earlier sessions from disk. */
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
      if (!record || record.run !== run || this.entries.has(run) || isForeign(record)) return;
      const curvesBytes = await bytesOfCurves(folder);
      this.entries.add({ record: asFound(record), going: null, revision: 0, curvesBytes });
    } catch (error) {
      this.options.onWarning?.(`a run cannot be read (${messageOf(error)})`);
    }
  }
}

/**
 * A checkpoint belongs to the same node, data and settings, except for the seed, which may have been drawn at random.
 */
const isSameOrder = (a: RunRecord, b: RunRecord): boolean =>
  a.origin.node === b.origin.node &&
  a.data.fingerprint === b.data.fingerprint &&
  JSON.stringify({ ...a.settings, seed: 0 }) === JSON.stringify({ ...b.settings, seed: 0 });
