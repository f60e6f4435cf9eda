import type { RunSummary } from '../../../spec/run';
import { text } from '../context';
import { element } from '../dom';
import type { Theme } from '../theme';
import type { Shown } from './known';
import { counted, duration, figure, isHigherBetter, metricName, nameOf, settingName } from './words';

/** A table that compares runs: what differs, and how good they are. For one run: everything known about it. */

type Cell = string | number | boolean | null;
interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
  /** which of its numbers is the best */
  readonly best?: 'high' | 'low';
}

const secondsOf = ({ started, ended }: RunSummary): number | null =>
  ended ? (Date.parse(ended) - Date.parse(started)) / 1000 : null;

/** Metrics of the model, or of the best epoch so far. */
const metricsOf = ({ metrics, best }: RunSummary): Readonly<Record<string, number>> => metrics ?? best?.metrics ?? {};

function resultRows(runs: readonly RunSummary[]): Row[] {
  const names = [...new Set(runs.flatMap(run => Object.keys(metricsOf(run))))].filter(n => n !== 'learning_rate');
  const split = (name: string): string =>
    `${metricName(name.replace(/^val_/, ''))} · ${text(name.startsWith('val_') ? 'runs.split.validation' : 'runs.split.training')}`;
  return names
    .sort((a, b) => Number(b.startsWith('val_')) - Number(a.startsWith('val_')))
    .map(name => ({
      name: split(name),
      cells: runs.map(run => metricsOf(run)[name] ?? null),
      best: isHigherBetter(name) ? ('high' as const) : ('low' as const),
    }));
}

function factRows(runs: readonly RunSummary[]): Row[] {
  const row = (key: string, of: (run: RunSummary) => Cell): Row => ({
    name: text(`runs.fact.${key}`),
    cells: runs.map(of),
  });
  return [
    row('bestEpoch', run => run.best?.epoch ?? null),
    row('epochs', run => `${counted(run.epoch)} / ${counted(run.epochs)}`),
    row('time', run => {
      const seconds = secondsOf(run);
      return seconds === null ? null : duration(seconds);
    }),
    row('parameters', run => (run.parameters === undefined ? null : counted(run.parameters))),
    row('source', run => run.data.source),
    row('targets', run => run.data.targets.join(', ')),
    row('rows', run => `${counted(run.data.rows)} + ${counted(run.data.validation)}`),
    row('fingerprint', run => run.data.fingerprint.slice(0, 12)),
  ];
}

function settingRows(runs: readonly RunSummary[]): Row[] {
  const names = [...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))];
  return names.map(name => ({
    name: settingName(name, runs),
    cells: runs.map(({ settings }) => settings[name] ?? null),
  }));
}

const differs = ({ cells }: Row): boolean => new Set(cells.map(cell => JSON.stringify(cell))).size > 1;

function cellText(cell: Cell): string {
  if (cell === null || cell === '') return '–';
  if (typeof cell === 'boolean') return text(cell ? 'runs.yes' : 'runs.no');
  // a seed is copied: every digit counts
  if (Number.isSafeInteger(cell)) return String(cell);
  return typeof cell === 'number' ? figure(cell) : cell;
}

/** The index of the best number of a row; −1: none. */
function winner({ cells, best }: Row): number {
  const numbers = cells.map(cell => (typeof cell === 'number' ? cell : Number.NaN));
  const known = numbers.filter(n => !Number.isNaN(n));
  if (!best || known.length < 2 || new Set(known).size === 1) return -1;
  return numbers.indexOf(best === 'high' ? Math.max(...known) : Math.min(...known));
}

function tableOf(title: string, rows: readonly Row[], shown: readonly Shown[], theme: Theme): HTMLElement {
  const several = shown.length > 1;
  const heads = shown.map(({ run }, r) => {
    const dot = element('span', { className: 'tensorwire-dot' });
    dot.style.background = theme.series[r % theme.series.length]!;
    return element('th', { attributes: { scope: 'col' } }, dot, nameOf(run));
  });
  const table = element(
    'table',
    { className: 'tensorwire-compare' },
    element('caption', {}, title),
    several && element('thead', {}, element('tr', {}, element('td'), ...heads)),
    element(
      'tbody',
      {},
      ...rows.map(row => {
        const best = winner(row);
        return element(
          'tr',
          {},
          element('th', { attributes: { scope: 'row' } }, row.name),
          ...row.cells.map((cell, i) =>
            element('td', { className: i === best ? 'tensorwire-best' : '' }, cellText(cell)),
          ),
        );
      }),
    ),
  );
  return element('div', {}, table); // it scrolls if there are many runs
}

export function comparison(shown: readonly Shown[], theme: Theme): HTMLElement[] {
  const runs = shown.map(({ run }) => run);
  if (runs.length === 0) return [];
  const several = runs.length > 1;
  const results = resultRows(runs);
  const others = [...factRows(runs), ...settingRows(runs)];
  const rows = several ? others.filter(differs) : others.filter(({ cells }) => cells[0] !== null && cells[0] !== '');
  return [
    ...(results.length > 0 ? [tableOf(text('runs.results'), results, shown, theme)] : []),
    rows.length > 0
      ? tableOf(text(several ? 'runs.differences' : 'runs.settings'), rows, shown, theme)
      : element('p', { className: 'tensorwire-quiet' }, text('runs.same')),
  ];
}
