import { type Axis, frame, valueAxis } from './axes';
import type { Look } from './look';
import type { ChartOption } from './picture';

export type Point = readonly [x: number, y: number];

export interface Line {
  /** lines with the same name are one entry in the legend */
  readonly name: string;
  readonly points: readonly Point[];
  /** for comparison only: thin, dashed and grey */
  readonly quiet?: boolean;
  /** does it show its points? */
  readonly marked?: boolean;
  /** steps, as in a ROC curve; default: straight from point to point */
  readonly step?: 'start' | 'end';
  /** a color of `look`; default: the next one of its series */
  readonly color?: string;
  /** fills the area below it */
  readonly filled?: boolean;
}

/** A highlighted point with a text. */
export interface Mark {
  readonly at: Point;
  readonly text: string;
}

export interface LineChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly marks?: readonly Mark[];
}

/** Curves over an axis of numbers: ROC, calibration, partial dependence. */
export function lineChart({ title, x, y, lines, marks = [] }: LineChart, look: Look): ChartOption {
  let next = 0;
  const nextColor = () => look.series[next++ % look.series.length]!;
  const series = lines.map(line => lineSeries(line, nextColor, look));
  return {
    ...frame(title, [...new Set(lines.map(line => line.name))], look),
    xAxis: valueAxis(x, look, 26),
    yAxis: valueAxis(y, look, 44),
    series: [...series, ...marks.map(mark => markOf(mark, look))],
  };
}

/** A line as an ECharts series; `nextColor` is called if it has no color of its own. */
export function lineSeries(line: Line, nextColor: () => string, look: Look) {
  const { name, points, quiet = false, marked = false, step, filled = false } = line;
  const color = line.color ?? (quiet ? look.quiet : nextColor());
  return {
    type: 'line' as const,
    name,
    data: points.map(([a, b]) => [a, b]),
    showSymbol: marked,
    symbol: 'circle',
    symbolSize: 7,
    ...(step && { step }),
    lineStyle: { color, width: quiet ? 1.2 : 2.4, type: quiet ? ('dashed' as const) : ('solid' as const) },
    itemStyle: { color, borderColor: look.paper, borderWidth: 1 },
    ...(filled && { areaStyle: { color, opacity: 0.12 } }),
  };
}

const markOf = ({ at, text }: Mark, look: Look) => ({
  type: 'scatter' as const,
  data: [{ value: [at[0], at[1]], label: labelOf(text) }],
  symbolSize: 11,
  itemStyle: { color: look.bad, borderColor: look.paper, borderWidth: 2 },
  label: { show: true, position: 'top' as const, color: look.ink, fontSize: 12 },
  z: 5,
});

/** A literal text: ECharts would replace `{b}` by a value. */
export const labelOf = (text: string) => ({ formatter: text.replace(/[{}]/g, '') });
