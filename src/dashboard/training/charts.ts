import { pointsOf, thin } from '../../charts/curves';
import { type Line, lineChart } from '../../charts/lines';
import type { Look } from '../../charts/look';
import type { ChartOption } from '../../charts/picture';
import { figure } from '../../model-form/figures';
import type { RunCurves } from '../../spec/run';
import type { PageLanguage, Text } from '../texts';

const VIEW = { x: 'epoch', log: false, smoothing: 0 } as const;
/** The most points of a line: two for every other pixel of a wide chart. */
const MOST_POINTS = 1000;
/** Metrics that are at most 1. */
const SHARE = /(accuracy|precision|recall|f1|auc)$/;

/** The metrics that have curves, the loss first; those of training and validation count as one. */
export function metricsOf({ metrics }: RunCurves): readonly string[] {
  const names = new Set(Object.keys(metrics).map(name => name.replace(/^val_/, '')));
  names.delete('learning_rate');
  return [...names].sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
}

export function metricName(metric: string, text: Text): string {
  const known = text(`metric.${metric}`);
  return known === `metric.${metric}` ? metric.replaceAll('_', ' ') : known;
}

/** The curves of one metric, with the best epoch marked. */
export function curvesOption(
  curves: RunCurves,
  metric: string,
  best: number | null,
  { text, language }: { text: Text; language: PageLanguage },
  look: Look,
): ChartOption {
  const names = ([metric, `val_${metric}`] as const).filter(name => curves.metrics[name]);
  const all = names.map(name => pointsOf(curves, name, VIEW));
  const lines: Line[] = names.map((name, i) => ({
    name: text(name.startsWith('val_') ? 'training.validation' : 'training.training'),
    points: thin(all[i]!, MOST_POINTS),
    color: look.series[Number(name.startsWith('val_'))]!,
    marked: all[i]!.length === 1,
  }));
  const mark = best === null ? undefined : all.at(-1)?.find(([epoch]) => epoch === best);
  const base = lineChart({ title: '', x: {}, y: {}, lines }, look);
  const label = { color: look.quiet, fontSize: 11, hideOverlap: true };
  return {
    ...base,
    grid: { left: 4, right: 14, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: look.quiet, fontSize: 11 } },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: look.paper,
      borderColor: look.grid,
      textStyle: { color: look.ink, fontSize: 12 },
      valueFormatter: value => figure(value, language),
    },
    xAxis: {
      ...(base.xAxis as object),
      type: 'value',
      min: 'dataMin',
      max: 'dataMax',
      minInterval: 1,
      axisLabel: { ...label, alignMaxLabel: 'right' },
      splitLine: { show: false },
    },
    yAxis: {
      ...(base.yAxis as object),
      type: 'value',
      splitNumber: 3,
      ...(SHARE.test(metric) && { max: 1 }),
      axisLabel: { ...label, formatter: (value: number) => figure(value, language) },
    },
    series: [
      ...(base.series as object[]),
      ...(mark
        ? [
            {
              type: 'scatter' as const,
              data: [[mark[0], mark[1]]],
              symbolSize: 9,
              silent: true,
              itemStyle: { color: look.paper, borderColor: lines.at(-1)!.color, borderWidth: 2 },
              z: 6,
            },
          ]
        : []),
    ],
  } as ChartOption;
}
