import { joined } from '../../../charts/curves';
import type { NotInUse } from '../../../spec/model-about';
import type { RunColumn, RunCurves, RunDetails, RunList, RunSummary } from '../../../spec/run';
import type { TabContext } from '../tab';
import { goesOn } from './words';

/** A run whose curves are shown. */
export interface Shown {
  readonly run: RunSummary;
  readonly curves: RunCurves;
  readonly columns: readonly RunColumn[];
  readonly advice: readonly string[];
  readonly notInUse?: NotInUse;
}

/** The runs that the tab knows. It requests changes, one request at a time. */
export class KnownRuns {
  /** newest first */
  list: readonly RunSummary[] = [];
  /** has the list been answered? Until then nobody knows whether there are runs */
  isKnown = false;
  readonly shown = new Map<string, Shown>();
  private wanted: readonly string[] = [];
  private revision = 0;
  /** runs that are to be asked for once more, because the stores have changed */
  private old: ReadonlySet<string> = new Set();
  private asking: Promise<void> | null = null;
  private again = false;
  private ended = false;

  constructor(
    private readonly context: Pick<TabContext, 'ask' | 'say' | 'mayChange'>,
    private readonly changed: () => void,
  ) {}

  /** Sets the runs whose curves will be shown. */
  want(runs: readonly string[]): void {
    this.wanted = runs;
    for (const run of this.shown.keys()) if (!runs.includes(run)) this.shown.delete(run);
    this.refresh();
  }

  /** A store has changed: another version may be in use. */
  storesChanged(): void {
    this.old = new Set(this.wanted);
    this.refresh();
  }

  /** The tab is left: pending answers are ignored. */
  end(): void {
    this.ended = true;
  }

  /** Requests changes; if called meanwhile, once more afterwards. */
  refresh(): void {
    this.again = true;
    this.asking ??= this.work().finally(() => {
      this.asking = null;
    });
  }

  private async work(): Promise<void> {
    while (this.again && !this.ended) {
      this.again = false;
      try {
        await this.runs();
        await Promise.all(this.wanted.map(run => this.details(run)));
      } catch (error) {
        if (!this.ended) this.context.say((error as Error).message, 'failed');
      }
      if (!this.ended) this.changed();
    }
  }

  private async runs(): Promise<void> {
    const { revision, order, runs } = await this.context.ask<RunList>('tensorwire/runs', { since: this.revision });
    this.revision = revision;
    this.isKnown = true;
    const known = new Map([...this.list, ...runs].map(run => [run.run, run]));
    this.list = order.flatMap(id => known.get(id) ?? []);
  }

  private async details(id: string): Promise<void> {
    const run = this.list.find(one => one.run === id);
    const before = this.shown.get(id);
    if (!run) {
      this.shown.delete(id);
      return;
    }
    // A finished run can only change its name, and the list does not say why one failed. An interrupted one may have
    // gone on and ended while nobody looked.
    const isOld = this.old.has(id);
    if (before && !isOld && !goesOn(run) && before.run.state === run.state && before.run.epoch === run.epoch) {
      const { problem } = before.run;
      this.shown.set(id, { ...before, run: problem === undefined ? run : { ...run, problem } });
      return;
    }
    const after = before && goesOn(run) ? (before.curves.epochs.at(-1) ?? 0) : 0;
    const ask = (epoch: number) =>
      this.context.ask<RunDetails>('tensorwire/run', {
        ...{ run: id, after: epoch, problem: this.context.mayChange() },
      });
    // Of a store that changes while the answer is on its way, it may not tell yet.
    this.old = new Set([...this.old].filter(one => one !== id));
    const news = await ask(after);
    // One that goes on after an interruption has got its earlier epochs meanwhile.
    const isWhole = !before || after === 0 || news.first >= (before.curves.epochs[0] ?? 0);
    const found = isWhole ? news : await ask(0);
    const curves = before && after > 0 && isWhole ? joined(before.curves, found.curves) : found.curves;
    if (this.wanted.includes(id)) this.shown.set(id, { ...found, curves });
  }
}
