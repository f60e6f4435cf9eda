import { type Axis, frame, valueAxis } from './axes';
import { type Line, lineSeries, type Point } from './lines';
import type { Look } from './look';
import type { ChartOption } from './picture';

export interface PointChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly Point[];
  /** drawn over the points, for comparison */
  readonly lines?: readonly Line[];
}

/** A scatter plot: actual against predicted numbers. Many points are small and pale. */
export function pointChart({ title, x, y, points, lines = [] }: PointChart, look: Look): ChartOption {
  const many = points.length > 150;
  return {
    ...frame(title, [], look),
    xAxis: valueAxis(x, look, 26),
    yAxis: valueAxis(y, look, 52),
    series: [
      {
        type: 'scatter',
        data: points.map(([a, b]) => [a, b]),
        symbolSize: many ? 5 : 8,
        itemStyle: { color: look.series[0]!, opacity: many ? 0.4 : 0.6 },
      },
      ...lines.map(line => lineSeries(line, () => look.series[1]!, look)),
    ],
  };
}
