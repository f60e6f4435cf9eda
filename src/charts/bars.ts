import { type Axis, categoryAxis, frame, valueAxis } from './axes';
import type { Look } from './look';
import type { ChartOption } from './picture';

export interface Bars {
  readonly name: string;
  /** one for each category; null: none */
  readonly values: readonly (number | null)[];
  /** a color of `look`: one for each bar, or one for all */
  readonly color?: string | readonly string[];
}

export interface BarChart {
  readonly title: string;
  readonly categories: readonly string[];
  readonly bars: readonly Bars[];
  readonly value: Axis;
  /** what the categories are */
  readonly name?: string;
  /** horizontal: names on the left, the first at the top (importances); else vertical: a histogram */
  readonly horizontal?: boolean;
  /** pixels for the names of horizontal bars; longer ones are cut off */
  readonly nameWidth?: number;
  /** the text of each bar's number; default: none */
  readonly texts?: readonly string[];
  /** shows only as many category names as there is room for; default: all */
  readonly sparse?: boolean;
  /** the kinds of bars stand on one another; default: beside each other */
  readonly stacked?: boolean;
  /** default: one where there are several kinds of bars */
  readonly legend?: boolean;
  /** a line at this value, such as that of all rows */
  readonly at?: { readonly value: number; readonly text: string };
}

/** Bars with names: importances, contributions, slices, histograms. */
export function barChart(chart: BarChart, look: Look): ChartOption {
  const {
    title,
    categories,
    bars,
    value,
    name,
    horizontal = true,
    nameWidth = 140,
    texts,
    sparse = false,
    stacked = false,
    legend = true,
    at,
  } = chart;
  const across = categoryAxis(categories, look, horizontal ? { inverse: true, width: nameWidth } : { name, width: 70 });
  const names = {
    ...across,
    axisLine: { ...across.axisLine, onZero: false },
    axisLabel: { ...across.axisLabel, ...(sparse && { interval: 'auto' as const }) },
  }; // beside the bars, also for negative ones
  const gap: [string, string] = ['0%', '14%']; // for the texts at the bars
  const room = texts && horizontal ? { boundaryGap: gap } : {};
  const numbers = { ...valueAxis({ zero: true, ...value }, look, horizontal ? 26 : 44), ...room };
  const base = frame(title, legend ? bars.map(({ name }) => name) : [], look);
  const grid = {
    ...base.grid,
    ...(horizontal && { left: 20 }),
    ...(horizontal && texts && value.max !== undefined && { right: 56 }),
    ...(at && { top: base.grid.top + 14 }),
  };
  const line = at && {
    markLine: {
      symbol: 'none',
      silent: true,
      data: [horizontal ? { xAxis: at.value } : { yAxis: at.value }],
      lineStyle: { color: look.quiet, type: 'dashed' as const },
      label: {
        position: horizontal ? ('start' as const) : ('end' as const),
        color: look.quiet,
        fontSize: 11,
        formatter: at.text.replace(/[{}]/g, ''),
      },
    },
  };
  return {
    ...base,
    grid,
    xAxis: horizontal ? numbers : names,
    yAxis: horizontal ? names : numbers,
    series: bars.map(({ name, values, color }, b) => ({
      type: 'bar' as const,
      name,
      data: values.map((one, i) => ({
        value: one ?? '-',
        itemStyle: { color: typeof color === 'object' ? color[i]! : (color ?? look.series[b % look.series.length]!) },
        ...(texts && {
          label: {
            show: true,
            position: horizontal ? ('right' as const) : ('top' as const),
            color: look.quiet,
            fontSize: 11,
            formatter: texts[i]!.replace(/[{}]/g, ''),
          },
        }),
      })),
      ...(stacked && { stack: 'all' }),
      barMaxWidth: 22,
      barCategoryGap: horizontal ? '35%' : '8%',
      ...(b === 0 && line),
    })),
  };
}

/** A suitable height, in pixels, for horizontal bars. */
export const heightOfBars = (categories: number, kinds = 1): number => 70 + categories * (14 + 14 * kinds);
