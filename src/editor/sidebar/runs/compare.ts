import type { RunSummary } from '../../../spec/run';
import { text } from '../context';
import { element } from '../dom';
import type { Theme } from '../theme';
import { columnRows, layerRows } from './differences';
import type { Shown } from './known';
import { type Cell, differs, type Row } from './row';
import { counted, duration, figure, isHigherBetter, metricName, nameOf, settingName } from './words';

/** A table that compares runs: what differs, and how good they are. For one run: everything known about it. */

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

const factRow =
  (runs: readonly RunSummary[]) =>
  (key: string, of: (run: RunSummary) => Cell): Row => ({ name: text(`runs.fact.${key}`), cells: runs.map(of) });

function factRows(runs: readonly RunSummary[]): Row[] {
  const row = factRow(runs);
  return [
    row('bestEpoch', run => run.best?.epoch ?? null),
    row('epochs', run => `${counted(run.epoch)} / ${counted(run.epochs)}`),
    row('time', run => {
      const seconds = secondsOf(run);
      return seconds === null ? null : duration(seconds);
    }),
    row('parameters', run => (run.parameters === undefined ? null : counted(run.parameters))),
  ];
}

function dataRows(runs: readonly RunSummary[]): Row[] {
  const row = factRow(runs);
  return [
    row('source', run => run.data.source),
    row('targets', run => run.data.targets.join(', ')),
    row('rows', run => `${counted(run.data.rows)} + ${counted(run.data.validation)}`),
    // a run of an older version does not say how
    ...(runs.every(({ data }) => data.splitBy !== undefined)
      ? [row('splitBy', run => splitName(run.data.splitBy!))]
      : []),
  ];
}

/** As the dialog of `nn-dataset` calls it. */
const splitName = (by: string): string => RED._(`@tensorwire/node-red/nn-dataset:nn-dataset.option.splitBy.${by}`);

const fingerprintRow = (runs: readonly RunSummary[]): Row => ({
  name: text('runs.fact.fingerprint'),
  cells: runs.map(run => run.data.fingerprint.slice(0, 12)),
});

/** What differs. The fingerprint is the last resort: of data that differ in nothing else, the values do. */
function differences(shown: readonly Shown[], runs: readonly RunSummary[]): Row[] {
  const columns = columnRows(shown);
  const facts = factRows(runs).filter(differs);
  const ofData = [...columns, ...dataRows(runs).filter(differs)];
  const settings = settingRows(runs).filter(row => row.name !== text('runs.setting.layers') && differs(row));
  const values = { ...fingerprintRow(runs), name: text('runs.fact.values') };
  return [
    ...facts,
    ...layerRows(shown),
    ...settings,
    ...ofData,
    ...(ofData.length === 0 && differs(values) ? [values] : []),
  ];
}

function settingRows(runs: readonly RunSummary[]): Row[] {
  const names = [...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))];
  return names.map(name => ({
    name: settingName(name, runs),
    cells: runs.map(({ settings }) => settings[name] ?? null),
  }));
}

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
  const all = (): Row[] =>
    [...factRows(runs), ...dataRows(runs), fingerprintRow(runs), ...settingRows(runs)].filter(
      ({ cells }) => cells[0] !== null && cells[0] !== '',
    );
  const rows = several ? differences(shown, runs) : all();
  return [
    ...(results.length > 0 ? [tableOf(text('runs.results'), results, shown, theme)] : []),
    ...(results.length > 0 && runs.some(({ settings }) => settings.branches)
      ? [element('p', { className: 'tensorwire-quiet' }, text('runs.ofChosen'))]
      : []),
    rows.length > 0
      ? tableOf(text(several ? 'runs.differences' : 'runs.settings'), rows, shown, theme)
      : element('p', { className: 'tensorwire-quiet' }, text('runs.same')),
  ];
}
