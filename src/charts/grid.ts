import { frame } from './axes';
import type { Look } from './look';
import type { ChartOption } from './picture';

export interface GridChart {
  readonly title: string;
  /** one over the other, the lowest first: of each cell its color and how opaque it is, 0 … 1; [rows][columns] */
  readonly layers: readonly (readonly (readonly GridCell[])[])[];
}

export interface GridCell {
  readonly value: number;
  readonly color: string;
  readonly opacity: number;
}

/** Cells of color without axes: a picture, a map over it. */
export function gridChart({ title, layers }: GridChart, look: Look): ChartOption {
  const [first = []] = layers;
  const axis = { type: 'category' as const, show: false };
  return {
    ...frame(title, [], look),
    xAxis: { ...axis, data: (first[0] ?? []).map((_, i) => String(i + 1)) },
    yAxis: { ...axis, data: first.map((_, i) => String(i + 1)), inverse: true },
    // The color stands at each cell: ECharts asks for a visual map all the same.
    visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { opacity: [1, 1] } },
    series: layers.map(layer => ({
      type: 'heatmap' as const,
      data: layer.flatMap((row, r) =>
        row.map(({ value, color, opacity }, c) => ({ value: [c, r, value], itemStyle: { color, opacity } })),
      ),
    })),
  };
}
