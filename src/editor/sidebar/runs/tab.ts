import { element } from '../dom';
import type { Tab, TabContext } from '../tab';
import { Charts } from './charts';
import { comparison } from './compare';
import { controls, rememberedView } from './controls';
import { RunHead } from './header';
import { KnownRuns, type Shown } from './known';
import { RunListView } from './list';

/** Every training: its progress, its result, and comparisons with others. */
export const runs: Tab = {
  id: 'runs',
  open(place, context) {
    const view = new RunsView(place, context);
    return () => view.end();
  },
};

/** The topic that announces changes of runs. */
const NEWS = 'tensorwire/runs';
/** The topic that announces changes of stored models. */
const STORES = 'tensorwire/models';
/** How often `3 minutes ago` is updated. */
const MINUTE = 60_000;

/** The chosen runs, also when the tab is left and opened again; null: the newest one is shown. */
let chosen: readonly string[] | null = null;

class RunsView {
  private readonly empty: HTMLElement;
  private readonly loading: HTMLElement;
  private readonly root = element('div', { className: 'tensorwire-runs-tab' });
  private readonly head = element('div');
  private readonly headOf: RunHead;
  private readonly table = element('div', { className: 'tensorwire-tables' });
  private readonly chartsPlace = element('div', { className: 'tensorwire-charts' });
  private readonly charts: Charts;
  private readonly list: RunListView;
  private readonly known: KnownRuns;
  private readonly ends: (() => void)[];
  private view = rememberedView();
  /** the runs whose curves were requested */
  private asked = '';

  constructor(
    place: HTMLElement,
    private readonly context: TabContext,
  ) {
    const { text } = context;
    this.empty = element('p', { className: 'tensorwire-empty', hidden: true }, text('runs.empty'));
    this.charts = new Charts(this.chartsPlace, context);
    this.headOf = new RunHead(this.head, {
      context,
      act: (what, body, done) => this.act(`runs/${what}`, body, done),
      use: ({ store, name, version }) =>
        void this.act('models/promote', { store, name, version, alias: '' }, text('models.saidUse', { name, version })),
    });
    const bar = controls(this.view, view => {
      this.view = view;
      this.charts.show(this.shown(), this.view);
    });
    const listPlace = element('section', {
      className: 'tensorwire-list',
      attributes: { 'aria-label': text('runs.title') },
    });
    this.list = new RunListView(listPlace, {
      choose: run => this.choose([run]),
      compare: (run, shown) => this.choose(shown ? [...this.wanted(), run] : this.wanted().filter(one => one !== run)),
    });
    this.root.append(
      listPlace,
      element('section', { className: 'tensorwire-details' }, this.head, bar, this.chartsPlace, this.table),
    );
    this.root.hidden = true;
    this.loading = element('p', { className: 'tensorwire-empty' }, text('loading'));
    place.append(this.loading, this.empty, this.root);
    this.known = new KnownRuns(context, () => this.show());
    const clock = setInterval(() => this.showList(), MINUTE);
    this.ends = [
      context.onUpdate(NEWS, () => this.known.refresh()),
      context.onUpdate(STORES, () => this.known.storesChanged()),
      context.onTheme(() => this.show()),
      () => clearInterval(clock),
      () => this.known.end(),
      () => this.charts.end(),
    ];
    this.known.refresh();
  }

  end(): void {
    for (const end of this.ends) end();
  }

  private choose(runs: readonly string[]): void {
    const [only, another] = runs;
    // If the newest run is shown, the next one takes its place when it begins.
    chosen = !another && only === this.known.list[0]?.run ? null : runs;
    this.show();
  }

  /** The runs to show: the chosen ones that still exist, else the newest. */
  private wanted(): readonly string[] {
    const there = chosen?.filter(id => this.known.list.some(({ run }) => run === id));
    if (there && there.length > 0) return there;
    const [newest] = this.known.list;
    return newest ? [newest.run] : [];
  }

  private shown(): Shown[] {
    return this.wanted().flatMap(run => this.known.shown.get(run) ?? []);
  }

  private show(): void {
    this.loading.remove();
    if (!this.known.isKnown) return; // the first answer failed, which was said
    this.follow();
    const any = this.known.list.length > 0;
    this.empty.hidden = any;
    this.root.hidden = !any;
    if (!any) return;
    this.showList();
    const shown = this.shown();
    this.headOf.show(shown);
    this.charts.show(shown, this.view);
    const scrolled = Array.from(this.table.children, ({ scrollLeft }) => scrollLeft);
    this.table.replaceChildren(...comparison(shown, this.context.theme()));
    for (const [i, table] of [...this.table.children].entries()) table.scrollLeft = scrolled[i] ?? 0;
  }

  /** Requests the curves of the runs to show: there may be a newer run now. */
  private follow(): void {
    const wanted = this.wanted();
    if (wanted.join() === this.asked) return;
    this.asked = wanted.join();
    this.known.want(wanted);
  }

  private showList(): void {
    this.list.show(this.known.list, this.wanted(), this.context.theme());
  }

  private async act(what: string, body: object, done?: string): Promise<boolean> {
    try {
      await this.context.change(`tensorwire/${what}`, body);
      if (done) this.context.say(done);
      this.known.refresh();
      return true;
    } catch (error) {
      this.context.say((error as Error).message, 'failed');
      return false;
    }
  }
}
