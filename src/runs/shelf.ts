import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../errors';
import { makeFolder } from '../make-folder';
import type { RunCurves } from '../spec';
import { inTemporary, onDisk, removeFolder } from '../store/disk';
import { modelToFiles, writeFiles } from '../store/files';
import { inTurn } from '../store/turns';
import type { Model } from '../values/model';
import type { Entry } from './entry';
import { MODEL, writeCurves, writeRecord } from './record';

export interface ShelfOptions {
  /** 0: nothing is written */
  readonly keep: number;
  readonly onWarning?: (text: string) => void;
}

/** The folder of all runs: what is written to one run is written one after another. */
export class Shelf {
  private readonly pending = new Set<Promise<unknown>>();
  private hasWarned = false;

  constructor(
    readonly root: string,
    private readonly options: ShelfOptions,
  ) {}

  path(run: string): string {
    return join(this.root, run);
  }
  names(): Promise<string[]> {
    return readdir(this.root);
  }

  /** Changes a run in its turn; a file system error becomes a sentence. */
  change<T>(run: string, work: () => Promise<T>): Promise<T> {
    const done = inTurn(this.path(run), () => onDisk('writing a run', this.root, work));
    const settled: Promise<void> = done.then(
      () => void this.pending.delete(settled),
      () => void this.pending.delete(settled),
    );
    this.pending.add(settled);
    return done;
  }

  reading<T>(run: string, work: () => Promise<T>): Promise<T> {
    return inTurn(this.path(run), () => onDisk('reading a run', this.root, work));
  }

  /** Writes what is known of it. */
  async record(entry: Entry): Promise<void> {
    if (this.options.keep === 0) return;
    const { run } = entry.record;
    await this.change(run, async () => {
      if (entry.gone) return;
      await makeFolder(this.root);
      await writeRecord(this.root, entry.record);
    });
  }

  /** The same with its curves, and a model that no store has. A training goes on without its run: an error is a warning. */
  async whole(entry: Entry, curves: RunCurves, model: Model | null): Promise<void> {
    if (this.options.keep === 0) return;
    const { run } = entry.record;
    try {
      await this.change(run, async () => {
        if (entry.gone) return;
        await makeFolder(this.root);
        if (model) await this.model(entry, model);
        entry.curvesBytes = Buffer.byteLength(JSON.stringify(curves));
        await writeCurves(this.root, run, curves);
        await writeRecord(this.root, entry.record);
      });
      this.hasWarned = false;
    } catch (error) {
      if (!this.hasWarned) this.options.onWarning?.(`a run cannot be kept (${messageOf(error)})`);
      this.hasWarned = true;
    }
  }

  private async model(entry: Entry, model: Model): Promise<void> {
    const files = await modelToFiles(model);
    const target = join(this.path(entry.record.run), MODEL);
    await inTemporary(this.root, async temporary => {
      const fresh = join(temporary, MODEL);
      await mkdir(fresh);
      await writeFiles(files, fresh);
      await makeFolder(this.path(entry.record.run));
      await removeFolder(this.root, target);
      await rename(fresh, target);
    });
    const bytes = Object.values(files.checksums).reduce((sum, one) => sum + (one?.bytes ?? 0), files.card.length);
    entry.record = { ...entry.record, modelBytes: bytes };
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    while (this.pending.size > 0) await Promise.all(this.pending);
  }
}
