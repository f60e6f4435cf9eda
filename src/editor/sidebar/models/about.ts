import { chartIn } from '../../../charts/browser/chart';
import type { ModelAbout } from '../../../spec/model-about';
import { text } from '../context';
import { element } from '../dom';
import type { TabContext } from '../tab';
import { decidesView } from './decides';
import { counted, figure, metricName, moment, percent } from './words';

/** A model's card: what it takes and gives, how it was judged, how it was trained. */
export function aboutView(
  about: ModelAbout,
  reference: string,
  context: TabContext,
  ends: (() => void)[],
): HTMLElement {
  const { columns, targets, worth, folds, metrics, data, layers } = about;
  const gives = targets.map(({ name, task, classes }) =>
    fact(name, text(`models.task.${task}`, { n: counted(classes) })),
  );
  const judged = Object.entries(metrics).filter(
    ([name]) => name.startsWith('val_') || !Object.hasOwn(metrics, `val_${name}`),
  );
  return element(
    'div',
    { className: 'tensorwire-card' },
    section('gives', ...(gives.length > 0 ? gives : [note(text('models.tensors'))])),
    section(
      'judged',
      worth &&
        note(
          text(`models.verdict.${worth.verdict}`, { rows: counted(worth.rows) }),
          `tensorwire-verdict-${worth.verdict}`,
        ),
      worth &&
        fact(
          metricName(worth.metric),
          `${figure(worth.value)} (${text('models.guess', { value: figure(worth.baseline) })})`,
        ),
      ...(about.leaks ?? []).map(({ column, target, strength }) =>
        note(text('models.leak', { column, target, share: percent(strength) }), 'tensorwire-verdict-worse'),
      ),
      folds && note(text('models.folds', { n: folds.count })),
      ...(folds
        ? Object.entries(folds.metrics).map(([name, { mean, std }]) =>
            fact(metricName(name), `${figure(mean)} ± ${figure(std)}`),
          )
        : judged
            .filter(([name]) => name !== 'learning_rate' && !(worth && name === `val_${worth.metric}`))
            .map(([name, value]) => fact(labelOf(name), figure(value)))),
    ),
    // It compares with rows that the model keeps.
    about.background > 0 && section('decides', decidesView(reference, context)),
    section(
      'takes',
      columns.length > 0
        ? element(
            'ul',
            { className: 'tensorwire-columns' },
            ...columns.map(({ name, type, shape }) =>
              element('li', {}, name, element('span', {}, shape?.join(' × ') ?? text(`models.type.${type}`))),
            ),
          )
        : note(text('models.tensors')),
    ),
    section(
      'trained',
      curves(about, context, ends),
      fact(text('models.when'), moment(about.created)),
      about.program === undefined &&
        fact(text('models.data'), `${data.source} · ${text('models.rows', { n: counted(data.rows) })}`),
      about.importedFrom !== undefined && fact(text('models.imported'), about.importedFrom ?? '–'),
      fact(text('models.parameters'), counted(about.parameters)),
      fact(text('models.layers'), summary(layers)),
      about.chosen !== undefined && about.chosen.length > 0 && fact(text('models.chosen'), about.chosen.join(', ')),
      fact(text(about.program === undefined ? 'models.engine' : 'models.program'), about.program ?? about.engine),
      about.program === undefined && fact(text('models.seed'), String(about.seed)),
      fact(text('models.sure'), text(about.calibrated ? 'models.calibrated' : 'models.notCalibrated')),
      fact(
        text('models.background'),
        about.background > 0 ? text('models.rows', { n: counted(about.background) }) : text('models.none'),
      ),
    ),
  );
}

const labelOf = (name: string): string =>
  name.startsWith('val_') ? `${metricName(name.slice(4))} (${text('models.validation')})` : metricName(name);

const note = (sentence: string, className = ''): HTMLElement =>
  element('p', { className: `tensorwire-note ${className}`.trim() }, sentence);

const fact = (name: string, value: string): HTMLElement =>
  element('div', { className: 'tensorwire-fact' }, element('span', {}, name), element('span', {}, value));

function section(key: string, ...children: Parameters<typeof element>[2][]): HTMLElement {
  return element('section', {}, element('h3', {}, text(`models.section.${key}`)), ...children);
}

/** `Dense × 3, Dropout × 2` */
function summary(layers: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const layer of layers) if (layer !== 'InputLayer') counts.set(layer, (counts.get(layer) ?? 0) + 1);
  return [...counts].map(([name, n]) => (n > 1 ? `${name} × ${n}` : name)).join(', ');
}

function curves({ history }: ModelAbout, context: TabContext, ends: (() => void)[]): HTMLElement | null {
  const lines = Object.entries(history).filter(([, values]) => values.length > 1);
  if (lines.length === 0) return null;
  const place = element('div', { className: 'tensorwire-model-curve' });
  // A chart needs the size of its place, which has one when it is in the page.
  const waiting = requestAnimationFrame(() => {
    const chart = chartIn(place, context, text('models.curve'), theme => ({
      animation: false,
      color: [...theme.series],
      grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: theme.quiet }, icon: 'roundRect', itemHeight: 4 },
      xAxis: { type: 'value', max: 'dataMax', axisLabel: { color: theme.quiet }, splitLine: { show: false } },
      yAxis: {
        type: 'value',
        scale: true,
        axisLabel: { color: theme.quiet },
        splitLine: { lineStyle: { color: theme.grid } },
      },
      tooltip: { trigger: 'axis' },
      series: lines.map(([name, data]) => ({
        type: 'line' as const,
        name: labelOf(name),
        showSymbol: false,
        data: data.map((value, i) => [i + 1, value]),
      })),
    }));
    ends.push(() => chart.end());
  });
  ends.push(() => cancelAnimationFrame(waiting));
  return place;
}
