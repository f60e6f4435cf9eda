import type { RunSummary } from '../../../spec/run';
import { text } from '../context';
import { element } from '../dom';
import type { Theme } from '../theme';
import { ago, duration, figure, goesOn, headline, metricName, nameOf } from './words';

/** What a list of runs lets its user do. */
export interface ListActions {
  /** shows this run alone */
  choose(run: string): void;
  /** shows it beside the others, or not any more */
  compare(run: string, shown: boolean): void;
}

/** Runs that are listed at once; more are shown on request. */
const PAGE = 50;
/** As many lines can be told apart. */
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

/** The icon of a state, which says it to those who do not see it. */
export const stateIcon = (run: RunSummary): HTMLElement =>
  element('i', {
    className: `fa ${ICONS[run.state]} tensorwire-state tensorwire-state-${run.state}`,
    title: stateText(run),
    attributes: { role: 'img', 'aria-label': text(`runs.state.${run.state}`) },
  });

/** How a model compares with guessing, in a word and a color. */
export function verdictBadge({ worth }: RunSummary): HTMLElement | null {
  if (!worth) return null;
  return element(
    'span',
    { className: `tensorwire-badge tensorwire-${worth.verdict}`, title: text(`runs.verdict.${worth.verdict}Tip`) },
    text(`runs.verdict.${worth.verdict}`),
  );
}

/** The list of runs, the newest first. */
export class RunListView {
  private readonly list = element('ul', {
    className: 'tensorwire-runs',
    attributes: { 'aria-label': text('runs.title') },
  });
  private readonly more = element('button', { type: 'button', className: 'red-ui-button tensorwire-more' });
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
    const focused = this.list.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    this.list.replaceChildren(...runs.slice(0, this.length).map(run => this.row(run, shown, theme)));
    this.more.hidden = runs.length <= this.length;
    this.more.textContent = text('runs.more', { n: runs.length - this.length });
    if (focused) this.list.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  private row(run: RunSummary, shown: readonly string[], theme: Theme): HTMLElement {
    const at = shown.indexOf(run.run);
    const name = nameOf(run);
    const box = element('input', {
      type: 'checkbox',
      checked: at >= 0,
      disabled: at < 0 && shown.length >= MOST_SHOWN,
      attributes: { 'aria-label': text('runs.compare', { name }), 'data-key': `box ${run.run}` },
    });
    box.title = text('runs.compareTip');
    if (at >= 0) box.style.accentColor = theme.series[at % theme.series.length]!;
    box.addEventListener('change', () => this.actions.compare(run.run, box.checked));
    const open = element(
      'button',
      { type: 'button', className: 'tensorwire-run-name', attributes: { 'data-key': `open ${run.run}` } },
      name,
    );
    open.addEventListener('click', () => this.actions.choose(run.run));
    const best = headline(run);
    const facts = [
      run.origin.flowName || null,
      goesOn(run) ? stateText(run) : ago(run.started),
      run.state === 'failed' || run.state === 'cancelled' || run.state === 'interrupted'
        ? text(`runs.state.${run.state}`)
        : null,
    ];
    return element(
      'li',
      { className: at >= 0 ? 'tensorwire-chosen' : '' },
      box,
      element(
        'div',
        { className: 'tensorwire-run-text' },
        element(
          'div',
          { className: 'tensorwire-run-line' },
          stateIcon(run),
          open,
          run.pinned && element('i', { className: 'fa fa-thumb-tack', title: text('runs.pinned') }),
          best &&
            element(
              'span',
              { className: 'tensorwire-value' },
              `${metricName(best[0])} `,
              element('b', {}, figure(best[1])),
            ),
        ),
        element(
          'div',
          { className: 'tensorwire-run-line tensorwire-quiet' },
          element('span', {}, facts.filter(fact => fact !== null).join(' · ')),
          verdictBadge(run),
        ),
      ),
    );
  }
}
