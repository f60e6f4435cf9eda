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

/** An area between two lines. */
export interface Band {
  readonly name: string;
  readonly points: readonly (readonly [x: number, low: number, high: number])[];
  readonly color: string;
}

export interface LineChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly marks?: readonly Mark[];
  readonly band?: Band;
}

/** Curves over an axis of numbers: ROC, calibration, partial dependence. */
export function lineChart({ title, x, y, lines, marks = [], band }: LineChart, look: Look): ChartOption {
  let next = 0;
  const nextColor = () => look.series[next++ % look.series.length]!;
  const series = lines.map(line => lineSeries(line, nextColor, look));
  return {
    ...frame(title, [...new Set([...lines, ...(band ? [band] : [])].map(({ name }) => name))], look),
    xAxis: valueAxis(x, look, 26),
    yAxis: valueAxis(y, look, 44),
    series: [...(band ? bandSeries(band) : []), ...series, ...marks.map(mark => markOf(mark, look))],
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

/** The width of the band is stacked on its lower line, which is not drawn. */
function bandSeries({ name, points, color }: Band) {
  const part = (own: string, data: readonly (readonly [number, number])[], opacity: number) => ({
    type: 'line' as const,
    name: own,
    data: data.map(([a, b]) => [a, b]),
    showSymbol: false,
    stack: 'band',
    stackStrategy: 'all' as const,
    silent: true,
    lineStyle: { opacity: 0 },
    itemStyle: { color },
    areaStyle: { color, opacity },
  });
  return [
    part(
      '',
      points.map(([x, low]) => [x, low]),
      0,
    ),
    part(
      name,
      points.map(([x, low, high]) => [x, high - low]),
      0.18,
    ),
  ];
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
