import { type Chart, chartIn } from '../../../charts/browser/chart';
import { type Points, pointsOf, thin, type View } from '../../../charts/curves';
import { type Line, lineChart } from '../../../charts/lines';
import type { ChartOption } from '../../../charts/picture';
import { text } from '../context';
import { element } from '../dom';
import type { TabContext } from '../tab';
import type { Theme } from '../theme';
import type { Shown } from './known';
import { duration, figure, metricName, nameOf } from './words';

/** A line of a chart, and its text in the tooltip. */
interface Drawn {
  readonly label: string;
  /** index of its run among those shown, and the full name of the metric */
  readonly of: number;
  readonly name: string;
  /** all points; the line has fewer */
  readonly points: Points;
  readonly color: string;
  readonly line: Line;
}

/** The metrics of all runs that are shown, the training's name for each: `loss`, `accuracy`, …, `learning_rate` last. */
export function metricsOf(shown: readonly Shown[]): string[] {
  const names = new Set(
    shown.flatMap(({ curves }) => Object.keys(curves.metrics).map(name => name.replace(/^val_/, ''))),
  );
  const last = (name: string): number => (name === 'loss' ? 0 : name === 'learning_rate' ? 2 : 1);
  return [...names].sort((a, b) => last(a) - last(b));
}

/** Runs of which a pointer marks each point. */
const MOST_WITH_DOTS = 2;

/** Metrics of at most 1. */
const SHARE = /(accuracy|precision|recall|f1|auc)$/;

/** The lines of a metric: for one run by split; for several runs one color each, training dashed. */
function linesOf(shown: readonly Shown[], metric: string, view: View, theme: Theme, width: number): Drawn[] {
  const several = shown.length > 1;
  const most = Math.max(200, width); // two points for every other pixel
  return shown.flatMap(({ run, curves }, r) =>
    ([`val_${metric}`, metric] as const).flatMap(name => {
      if (!curves.metrics[name]) return [];
      const isValidation = name.startsWith('val_');
      const split = text(isValidation ? 'runs.split.validation' : 'runs.split.training');
      const color = theme.series[(several ? r : Number(isValidation)) % theme.series.length]!;
      const label = several ? `${nameOf(run)} · ${split}` : metric === 'learning_rate' ? metricName(metric) : split;
      const points = pointsOf(curves, name, view);
      const drawn = thin(points, most);
      const quiet = several && !isValidation && curves.metrics[`val_${metric}`] !== undefined;
      const line = { name: label, points: drawn, color, quiet, marked: points.length === 1 };
      return [{ ...{ label, of: r, name, points, color }, line }];
    }),
  );
}

/** The best epoch of each run, on the line from which it was determined. */
function marksOf(shown: readonly Shown[], drawn: readonly Drawn[], view: View, theme: Theme) {
  return shown.flatMap(({ run, curves }, r) => {
    const line = drawn.find(({ of }) => of === r); // the validation rows, if there are any
    const { epoch } = run.best ?? {};
    const x = view.x === 'epoch' ? epoch : curves.seconds[curves.epochs.indexOf(epoch ?? -1)];
    const found = line?.points.find(([px]) => px === x);
    if (!line || !found) return [];
    return [
      {
        type: 'scatter' as const,
        name: 'best',
        data: [[found[0], found[1]]],
        symbolSize: 9,
        silent: true,
        itemStyle: { color: theme.paper, borderColor: line.color, borderWidth: 2 },
        z: 6,
        zlevel: 1,
      },
    ];
  });
}

/** The tooltip: built from texts, because names come from users. */
function tip(drawn: readonly Drawn[], view: View, params: unknown): HTMLElement {
  const points = [params].flat() as { seriesIndex: number; value: [number, number] }[];
  const [first] = points;
  const x = first?.value[0] ?? 0;
  const head = view.x === 'epoch' ? text('runs.atEpoch', { epoch: Math.round(x) }) : duration(x);
  return element(
    'div',
    { className: 'tensorwire-tip' },
    element('strong', {}, head),
    ...points.slice(0, 12).flatMap(({ seriesIndex, value }) => {
      const line = drawn[seriesIndex];
      if (!line) return [];
      const dot = element('span', { className: 'tensorwire-dot' });
      dot.style.background = line.color;
      return [element('div', {}, dot, `${line.label} `, element('b', {}, figure(value[1])))];
    }),
  );
}

function optionOf(shown: readonly Shown[], metric: string, view: View, theme: Theme, width: number): ChartOption {
  const drawn = linesOf(shown, metric, view, theme, width);
  const base = lineChart({ title: metricName(metric), x: {}, y: {}, lines: drawn.map(({ line }) => line) }, theme);
  const series = base.series as { lineStyle: object }[];
  const log = view.log || metric === 'learning_rate';
  const number = (value: number): string => figure(value);
  const seconds = (value: number): string => (value === 0 ? '0' : duration(value));
  return {
    ...base,
    legend: { show: false },
    grid: { left: 6, right: 14, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: theme.paper,
      borderColor: theme.grid,
      textStyle: { color: theme.ink, fontSize: 12 },
      axisPointer: { type: 'line', lineStyle: { color: theme.quiet, type: 'dashed' } },
      formatter: params => tip(drawn, view, params),
    },
    xAxis: {
      ...(base.xAxis as object),
      type: 'value',
      min: 'dataMin',
      max: 'dataMax',
      axisLabel: {
        color: theme.quiet,
        fontSize: 11,
        hideOverlap: true,
        alignMaxLabel: 'right',
        ...(view.x === 'time' ? { formatter: seconds } : {}),
      },
      splitLine: { show: false },
      // dots at the pointer would draw all lines again
      axisPointer: { triggerEmphasis: shown.length <= MOST_WITH_DOTS },
      ...(view.x === 'epoch' && { minInterval: 1 }),
    },
    yAxis: {
      ...(base.yAxis as object),
      type: log ? 'log' : 'value',
      splitNumber: 3,
      ...(SHARE.test(metric) && { max: 1 }),
      axisLabel: { color: theme.quiet, fontSize: 11, hideOverlap: true, formatter: number },
    },
    series: [
      // on a separate canvas, so that the pointer's line does not redraw them
      ...series.map(one => ({
        ...one,
        ...{ zlevel: 1, symbol: 'circle', emphasis: { disabled: true } },
        lineStyle: { ...one.lineStyle, ...(shown.length > 2 && { width: 1.4 }) },
      })),
      ...(metric === 'learning_rate' ? [] : marksOf(shown, drawn, view, theme)),
    ],
  } as ChartOption;
}

/** A chart for each metric of the shown runs. */
export class Charts {
  private readonly charts = new Map<string, { chart: Chart; values: HTMLElement; place: HTMLElement }>();
  private shown: readonly Shown[] = [];
  private view: View = { x: 'epoch', log: false, smoothing: 0 };

  constructor(
    private readonly place: HTMLElement,
    private readonly context: TabContext,
  ) {}

  show(shown: readonly Shown[], view: View): void {
    this.shown = shown;
    this.view = view;
    const metrics = shown.every(({ curves }) => curves.epochs.length === 0) ? [] : metricsOf(shown);
    for (const [metric, { chart, place }] of this.charts)
      if (!metrics.includes(metric)) {
        chart.end();
        place.remove();
        this.charts.delete(metric);
      }
    for (const metric of metrics) {
      const known = this.charts.get(metric);
      if (known) known.chart.redraw();
      const { values } = known ?? this.add(metric);
      values.replaceChildren(...this.values(metric));
    }
  }

  end(): void {
    for (const { chart } of this.charts.values()) chart.end();
    this.charts.clear();
  }

  private add(metric: string) {
    const values = element('span', { className: 'tensorwire-chart-values' });
    const canvas = element('div', { className: 'tensorwire-chart' });
    const head = element('div', { className: 'tensorwire-chart-head' }, element('h4', {}, metricName(metric)), values);
    const place = element('div', { className: 'tensorwire-chart-place' }, head, canvas);
    this.place.append(place);
    const summary = text('runs.chartOf', { metric: metricName(metric) });
    const chart = chartIn(canvas, this.context, summary, theme =>
      optionOf(this.shown, metric, this.view, theme, canvas.clientWidth),
    );
    const made = { chart, values, place };
    this.charts.set(metric, made);
    return made;
  }

  /** The legend of one run, with its newest values; several runs are named in the list. */
  private values(metric: string): HTMLElement[] {
    const [only, another] = this.shown;
    if (!only || another) return [];
    const { series } = this.context.theme();
    return [metric, `val_${metric}`].flatMap((name, i) => {
      const last = only.curves.metrics[name]?.findLast(value => value !== null);
      if (last === undefined || last === null) return [];
      const split = text(i === 0 ? 'runs.split.training' : 'runs.split.validation');
      const dot = element('span', { className: 'tensorwire-dot' });
      dot.style.background = series[i]!;
      return [element('span', {}, dot, metric === 'learning_rate' ? '' : `${split} `, element('b', {}, figure(last)))];
    });
  }
}
