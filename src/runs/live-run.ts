import { messageOf, Problem } from '../errors';
import type { EarlierEpochs, ModelCard, RunCurves, RunOrigin, RunRecord, RunVersion } from '../spec';
import type { Progress, TrainingPlan, TrainingRun, Watcher } from '../training';
import { type Dataset, splitRows } from '../values/dataset';
import type { Model } from '../values/model';
import { CurvesSoFar, curvesOf, timed, upTo } from './curves';
import { columnsOf, settingsOf } from './describe';
import { bestOf, type Entry, type Going } from './entry';
import { readCurves } from './record';
import type { Shelf } from './shelf';
import { thisProcess } from './trainer-process';

/** What a running training needs from the list of runs. */
interface Among {
  readonly shelf: Shelf;
  changed(entry: Entry): void;
  /** the last run that was interrupted with the same node, data and settings, if there is one with epochs */
  interrupted(like: RunRecord): Promise<Entry | undefined>;
  /** replaces the run that this one continues */
  replace(entry: Entry): Promise<void>;
  /** called at its end: old runs may have to make room */
  over(): Promise<void>;
  /** what the administrator should know: a training goes on without its run */
  warn(text: string): void;
}

/**
 * Curves of a running training are written after this many milliseconds, or a hundred times the duration of a write.
 */
const WRITE_MS = 10_000;
const WRITE_SHARE = 100;

/** The record of a running training. */
export class LiveRun implements Watcher {
  readonly entry: Entry;
  private resumed: Promise<void> | null = null;
  /** what the checkpoint has of the epochs before it was interrupted: curves on disk may lack the last ones */
  private earlier: EarlierEpochs | null = null;

  constructor(
    plan: TrainingPlan,
    dataset: Dataset,
    origin: RunOrigin,
    private readonly among: Among,
  ) {
    const rows = splitRows(dataset);
    const { fingerprint, source, targets, splitting } = dataset.body;
    this.entry = {
      revision: 0,
      curvesBytes: 0,
      record: {
        format: 1,
        run: plan.run,
        name: '',
        number: 0,
        model: plan.model,
        origin,
        state: 'running',
        process: thisProcess(),
        pinned: false,
        started: new Date().toISOString(),
        epoch: 0,
        epochs: plan.epochs,
        best: null,
        settings: settingsOf(plan),
        data: {
          ...{ fingerprint, source, targets, rows: rows.training, validation: rows.validation },
          ...(splitting && { splitBy: splitting.by }),
        },
        columns: columnsOf(plan.pipeline ?? dataset.pipeline),
        versions: [],
        modelBytes: 0,
      },
      going: {
        curves: new CurvesSoFar(),
        began: performance.now(),
        secondsLeft: null,
        before: 0,
        fold: null,
        training: null,
        written: performance.now(),
      },
    };
  }

  /** The training has been started; its failure is reported separately. */
  follow(training: TrainingRun): void {
    if (this.entry.going) this.entry.going.training = training;
    training.promise.catch((error: unknown) => this.failed(error));
  }

  onWaiting(before: number): void {
    const { going } = this.entry;
    if (!going) return;
    going.before = before;
    if (before === 0) going.began = performance.now();
    this.edit({ state: before > 0 ? 'waiting' : 'running' });
  }

  onResumed(earlier: EarlierEpochs): void {
    this.earlier = earlier;
  }

  onProgress(progress: Progress): void {
    const { going, record } = this.entry;
    if (!going) return;
    const { epoch, epochs, epochEnd, metrics, secondsLeft, fold, resumedFrom } = progress;
    going.secondsLeft = secondsLeft;
    going.fold = fold ?? null;
    if (resumedFrom !== undefined && !this.resumed) this.resumed = this.orWarning(this.goOn(resumedFrom));
    if (fold !== undefined || !epochEnd) {
      this.among.changed(this.entry);
      return;
    }
    going.curves.add(epoch, (performance.now() - going.began) / 1000, metrics);
    const monitored = metrics.val_loss ?? metrics.loss;
    const before = record.best?.metrics.val_loss ?? record.best?.metrics.loss;
    const isBest = monitored !== undefined && (before === undefined || monitored < before);
    this.edit({ epoch, epochs, ...(isBest && { best: { epoch, metrics: { ...metrics } } }) });
    if (performance.now() >= going.written + WRITE_MS) void this.keep();
  }

  /** Its model is finished, and stored in these versions; without one, the run keeps the model itself. */
  finished(model: Model, versions: readonly RunVersion[]): void {
    const { going, record } = this.entry;
    if (!going) return;
    const { card } = model;
    const epochs = Math.max(0, ...Object.values(card.history).map(({ length }) => length));
    const curves = curvesOf(card.history, epochs, going.curves.times());
    this.end({
      ...aboutModel(card),
      state: going.training?.stopped ? 'stopped' : 'finished',
      epoch: epochs,
      best: bestOf(curves),
      settings: { ...record.settings, ...resolvedSettings(card) },
      versions: [...versions],
    });
    void this.orWarning(this.keepEnd(curves, versions.length > 0 ? null : model));
  }

  /** It has ended without a model. */
  private failed(error: unknown): void {
    const { going } = this.entry;
    if (!going) return;
    const { cancelled, suspended } = error instanceof Problem ? error.details : {};
    const state = suspended === true ? 'interrupted' : cancelled === true ? 'cancelled' : 'failed';
    const curves = going.curves.toJSON();
    this.end({ state, ...(state === 'failed' && { problem: messageOf(error).slice(0, 2000) }) });
    void this.orWarning(this.keepEnd(curves, null));
  }

  /** Writes its progress. */
  async keep(): Promise<void> {
    const { going } = this.entry;
    if (!going) return;
    going.written = Number.POSITIVE_INFINITY; // one at a time
    const began = performance.now();
    await this.among.shelf.whole(this.entry, going.curves.toJSON(), null);
    going.written = performance.now() + WRITE_SHARE * (performance.now() - began);
  }

  private async keepEnd(curves: RunCurves, model: Model | null): Promise<void> {
    await this.among.shelf.whole(this.entry, curves, model);
    this.among.changed(this.entry);
    await this.among.over();
  }

  /** Nobody awaits it, and an error that nobody handles would end Node-RED. */
  private orWarning(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => this.warn(error));
  }

  private warn(error: unknown): void {
    this.among.warn(`a run cannot be kept (${messageOf(error)})`);
  }

  private edit(change: Partial<RunRecord>): void {
    this.entry.record = { ...this.entry.record, ...change };
    this.among.changed(this.entry);
  }

  private end(change: Partial<RunRecord>): void {
    this.entry.going = null;
    this.edit({ ...change, ended: new Date().toISOString() });
  }

  /** It resumes from a checkpoint: one training is one run, so this one replaces the interrupted one. */
  private async goOn(from: number): Promise<void> {
    const old = await this.among.interrupted(this.entry.record);
    if (old) {
      const { name, number, pinned, started } = old.record;
      this.edit({ name, number, pinned, started });
    }
    const onDisk = old ? await this.earlierCurves(old.record.run) : null;
    const kept = onDisk && upTo(onDisk, from);
    const before = this.earlier ? timed(this.earlier, kept) : kept;
    const { going } = this.entry;
    if (before && going) this.prepend(going, before);
    if (old) await this.among.replace(old);
  }

  /** The curves of an earlier run; null: none that can be read, and it goes on without them. */
  private async earlierCurves(run: string): Promise<RunCurves | null> {
    const { shelf } = this.among;
    try {
      return await shelf.reading(run, () => readCurves(shelf.path(run)));
    } catch (error) {
      this.warn(error);
      return null;
    }
  }

  private prepend(going: Going, before: ReturnType<typeof upTo>): void {
    const took = before.seconds.findLast(seconds => seconds !== null) ?? 0;
    const now = going.curves.toJSON();
    const curves = new CurvesSoFar(before);
    for (const [i, epoch] of now.epochs.entries()) {
      const known = Object.entries(now.metrics).flatMap(([name, values]) =>
        values[i] == null ? [] : [[name, values[i]!] as const],
      );
      curves.add(epoch, took + (now.seconds[i] ?? 0), Object.fromEntries(known));
    }
    going.began -= took * 1000;
    going.curves = curves;
    this.edit({ best: bestOf(curves.toJSON()) });
  }
}

const aboutModel = ({ metrics, worth, folds, task, parameters }: ModelCard): Partial<RunRecord> => ({
  ...{ metrics, task, parameters },
  ...(worth && { worth }),
  ...(folds && { folds }),
});

/** The settings that the training chose for `auto`. */
const resolvedSettings = ({ settings: { loss, metrics }, engine, seed, chosen }: ModelCard): RunRecord['settings'] => ({
  ...{ loss: listed(loss), metrics: listed(metrics), engine, seed },
  ...(chosen && { branches: chosen.join(', ') }),
});
const listed = (value: unknown): string =>
  Array.isArray(value) ? [...new Set(value.flat().map(String))].join(', ') : String(value);
