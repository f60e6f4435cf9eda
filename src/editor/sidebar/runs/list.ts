import type { RunSummary } from '../../../spec/run';
import { verdictWord } from '../../../verdict-word';
import { text } from '../context';
import { element } from '../dom';
import type { Theme } from '../theme';
import { ago, duration, figure, goesOn, headline, metricName, nameOf } from './words';

/** The actions of a list of runs. */
export interface ListActions {
  /** shows this run alone */
  choose(run: string): void;
  /** shows it together with the others, or hides it */
  compare(run: string, shown: boolean): void;
}

/** Runs that are listed at first; more on request. */
const PAGE = 50;
/** More lines could not be told apart. */
export const MOST_SHOWN = 10;

const ICONS: Readonly<Record<RunSummary['state'], string>> = {
  waiting: 'fa-clock-o',
  running: 'fa-circle-o-notch fa-spin',
  finished: 'fa-check-circle',
  stopped: 'fa-stop-circle',
  cancelled: 'fa-ban',
  failed: 'fa-exclamation-circle',
  interrupted: 'fa-pause-circle',
};

/** `running · 3 min left` */
export function stateText({ state, secondsLeft, before = 0, fold, folds, settings }: RunSummary): string {
  const left = secondsLeft === undefined ? '' : ` · ${text('runs.left', { time: duration(secondsLeft) })}`;
  const of = folds?.count ?? settings.folds;
  const part = fold === undefined ? '' : ` · ${text('runs.fold', { fold, folds: String(of ?? '') })}`;
  const waits = before > 0 ? ` · ${text('runs.before', { n: before })}` : '';
  return text(`runs.state.${state}`) + (state === 'running' ? part + left : waits);
}

/** The icon of a state, with its name for screen readers. */
export const stateIcon = (run: RunSummary): HTMLElement =>
  element('i', {
    className: `fa ${ICONS[run.state]} tensorwire-state tensorwire-state-${run.state}`,
    title: text(`runs.state.${run.state}`), // the time that is left stands beside it, and changes
    attributes: { role: 'img', 'aria-label': text(`runs.state.${run.state}`) },
  });

/** How a model compares with guessing, as a word in a color. */
export function verdictBadge({ worth }: RunSummary): HTMLElement | null {
  if (!worth) return null;
  const words = `runs.verdict.${verdictWord(worth)}`;
  return element(
    'span',
    { className: `tensorwire-badge tensorwire-${worth.verdict}`, title: text(`${words}Tip`) },
    text(words),
  );
}

/** A row that stays the same element while its run goes on, so that clicks and the focus are not lost. */
interface Row {
  /** what it was made from */
  readonly key: string;
  readonly element: HTMLElement;
  readonly box: HTMLInputElement;
  readonly facts: HTMLElement;
  readonly value: HTMLElement;
}

/** The list of runs, newest first. */
export class RunListView {
  private readonly list = element('ul', {
    className: 'tensorwire-runs',
    attributes: { 'aria-label': text('runs.title') },
  });
  private readonly more = element('button', { type: 'button', className: 'red-ui-button tensorwire-more' });
  private rows = new Map<string, Row>();
  private length = PAGE;
  private last: Parameters<RunListView['show']> | null = null;

  constructor(
    place: HTMLElement,
    private readonly actions: ListActions,
  ) {
    this.more.addEventListener('click', () => {
      this.length += PAGE;
      if (this.last) this.show(...this.last);
    });
    place.append(this.list, this.more);
  }

  show(runs: readonly RunSummary[], shown: readonly string[], theme: Theme): void {
    this.last = [runs, shown, theme];
    const rows = runs.slice(0, this.length).map(run => this.row(run, shown, theme));
    this.rows = new Map(rows.map((row, i) => [runs[i]!.run, row]));
    const there = [...this.list.children];
    if (there.length !== rows.length || rows.some((row, i) => row.element !== there[i]))
      this.list.replaceChildren(...rows.map(row => row.element));
    this.more.hidden = runs.length <= this.length;
    this.more.textContent = text('runs.more', { n: runs.length - this.length });
  }

  private row(run: RunSummary, shown: readonly string[], theme: Theme): Row {
    const { name, number, model, state, pinned, worth, origin } = run;
    const key = JSON.stringify([name, number, model, state, pinned, worth, origin]);
    const before = this.rows.get(run.run);
    const row = before?.key === key ? before : this.made(run, key);
    const at = shown.indexOf(run.run);
    row.element.classList.toggle('tensorwire-chosen', at >= 0);
    row.box.checked = at >= 0;
    row.box.disabled = at < 0 && shown.length >= MOST_SHOWN;
    row.box.style.accentColor = at < 0 ? '' : theme.series[at % theme.series.length]!;
    const isOut = ['failed', 'cancelled', 'interrupted'].includes(state);
    const facts = [
      origin.flowName,
      goesOn(run) ? stateText(run) : ago(run.started),
      isOut ? text(`runs.state.${state}`) : '',
    ];
    row.facts.textContent = facts.filter(fact => fact !== '').join(' · ');
    const best = headline(run);
    row.value.replaceChildren(...(best ? [`${metricName(best[0])} `, element('b', {}, figure(best[1]))] : []));
    return row;
  }

  private made(run: RunSummary, key: string): Row {
    const name = nameOf(run);
    const box = element('input', {
      type: 'checkbox',
      title: text('runs.compareTip'),
      attributes: { 'aria-label': text('runs.compare', { name }) },
    });
    box.addEventListener('change', () => this.actions.compare(run.run, box.checked));
    const open = element('button', { type: 'button', className: 'tensorwire-run-name' }, name);
    open.addEventListener('click', () => this.actions.choose(run.run));
    const facts = element('span');
    const value = element('span', { className: 'tensorwire-value' });
    const pinned = run.pinned && element('i', { className: 'fa fa-thumb-tack', title: text('runs.pinned') });
    const made = element(
      'li',
      {},
      box,
      element(
        'div',
        { className: 'tensorwire-run-text' },
        element('div', { className: 'tensorwire-run-line' }, stateIcon(run), open, pinned, value),
        element('div', { className: 'tensorwire-run-line tensorwire-quiet' }, facts, verdictBadge(run)),
      ),
    );
    return { key, element: made, box, facts, value };
  }
}
