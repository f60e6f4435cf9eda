import type { RunSummary } from '../../../spec/run';
import { text } from '../context';
import { element } from '../dom';
import { notInUseBox } from '../not-in-use';
import { buttons, deleteButton, nameOfRun, type RunActions } from './buttons';
import type { Shown } from './known';
import { stateIcon, stateText, verdictBadge } from './list';
import { counted, figure, goesOn, headline, metricName } from './words';

/** A part of the header that is rebuilt only if its content has changed, so that clicks and the focus are not lost. */
interface Part {
  readonly element: HTMLElement;
  key: string;
}

/** The header: for one run its state, its actions, and the advice from its curves. */
export class RunHead {
  private readonly parts: Readonly<Record<'title' | 'state' | 'result' | 'unused' | 'buttons' | 'advice', Part>>;

  constructor(
    place: HTMLElement,
    private readonly actions: RunActions,
  ) {
    const part = (): Part => ({ element: element('div'), key: '' });
    const [title, state, result, unused, buttons, advice] = [part(), part(), part(), part(), part(), part()];
    this.parts = { title, state, result, unused, buttons, advice };
    const elements = Object.values(this.parts).map(one => one.element);
    place.append(element('header', { className: 'tensorwire-run-head' }, ...elements));
  }

  show(shown: readonly Shown[]): void {
    const [only, another] = shown;
    if (!only || another) {
      this.clear();
      if (only) {
        this.put('title', shown.length, () => severalHeader(shown.length));
        const runs = shown.map(({ run }) => run);
        this.put('buttons', [runs.map(run => [run.run, goesOn(run)])], () => severalButtons(runs, this.actions));
      }
      return;
    }
    const { run, advice, notInUse } = only;
    const { run: id, name, number, state, pinned, worth, versions, modelBytes, problem, metrics } = run;
    const now = [id, state];
    this.put('title', [now, name, number, worth], () => [
      element(
        'div',
        { className: 'tensorwire-run-line' },
        stateIcon(run),
        nameOfRun(run, this.actions),
        verdictBadge(run),
      ),
    ]);
    this.put('state', [now, stateText(run), run.epoch, run.best], () => stateLine(run));
    this.put('result', [now, problem, worth, metrics], () => resultOf(run));
    this.put('unused', [now, versions, notInUse], () => unusedBox(only, this.actions));
    this.put('buttons', [now, pinned, versions, modelBytes > 0, name], () => [buttons(run, this.actions)]);
    this.put('advice', [now, advice], () => (advice.length > 0 ? [adviceBox(advice)] : []));
  }

  private clear(): void {
    for (const name of Object.keys(this.parts) as (keyof RunHead['parts'])[]) this.put(name, null, () => []);
  }

  private put(name: keyof RunHead['parts'], of: unknown, made: () => readonly HTMLElement[]): void {
    const part = this.parts[name];
    const key = JSON.stringify(of);
    if (part.key === key) return;
    part.key = key;
    part.element.replaceChildren(...made());
  }
}

function stateLine(run: RunSummary): HTMLElement[] {
  const { epoch, epochs, best, state } = run;
  const facts = [
    stateText(run),
    text('runs.epochOf', { epoch: counted(epoch), epochs: counted(epochs) }),
    best && state !== 'failed' ? text('runs.bestAt', { epoch: counted(best.epoch) }) : null,
  ];
  const line = element('p', { className: 'tensorwire-quiet' }, facts.filter(fact => fact !== null).join(' · '));
  return goesOn(run) ? [line, progress(run)] : [line];
}

function resultOf(run: RunSummary): HTMLElement[] {
  const best = headline(run);
  if (run.problem !== undefined)
    return [element('p', { className: 'tensorwire-problem-text', attributes: { role: 'alert' } }, run.problem)];
  if (run.state === 'failed') return [element('p', { className: 'tensorwire-quiet' }, text('runs.failedHidden'))];
  return best && !goesOn(run) ? [bigNumber(run, best)] : [];
}

/** What it trained does not answer: the first thing to know of it. */
function unusedBox({ run, notInUse }: Shown, { context, use }: RunActions): HTMLElement[] {
  const last = run.versions.at(-1);
  if (!last || !notInUse) return [];
  return [notInUseBox(last.version, notInUse, context.mayChange() ? () => use(last) : null)];
}

/** Several runs have no header of their own: the list names them. */
const severalHeader = (count: number): HTMLElement[] => [
  element('h3', {}, text('runs.several', { n: count })),
  element('p', { className: 'tensorwire-quiet' }, text('runs.lines')),
];

/** Those of them that are over can be deleted together. */
function severalButtons(runs: readonly RunSummary[], actions: RunActions): HTMLElement[] {
  if (!actions.context.mayChange() || runs.some(goesOn)) return [];
  const place = element('div', { className: 'tensorwire-buttons' });
  const made: HTMLElement[] = [];
  made.push(deleteButton(runs, made, actions));
  place.append(...made);
  return [place];
}

const progress = ({ epoch, epochs }: RunSummary): HTMLElement =>
  element('progress', {
    max: Math.max(1, epochs),
    value: epoch,
    attributes: { 'aria-label': text('runs.epochOf', { epoch, epochs }) },
  });

function bigNumber({ worth }: RunSummary, [metric, value]: readonly [string, number]): HTMLElement {
  return element(
    'p',
    { className: 'tensorwire-number' },
    element('b', {}, figure(value)),
    ` ${metricName(metric)}`,
    worth
      ? element(
          'span',
          { className: 'tensorwire-quiet' },
          ` · ${text('runs.guess', { value: figure(worth.baseline) })}`,
        )
      : null,
  );
}

const adviceBox = (advice: readonly string[]): HTMLElement =>
  element(
    'ul',
    { className: 'tensorwire-advice', attributes: { 'aria-label': text('runs.advice') } },
    ...advice.map(sentence =>
      element(
        'li',
        {},
        element('i', { className: 'fa fa-lightbulb-o', attributes: { 'aria-hidden': 'true' } }),
        element('span', {}, `${sentence}${/[.。]$/.test(sentence) ? '' : text('runs.stop')}`),
      ),
    ),
  );
