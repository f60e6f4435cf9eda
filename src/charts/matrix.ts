import { categoryAxis, frame } from './axes';
import type { Look } from './look';
import type { ChartOption } from './picture';

export interface MatrixChart {
  readonly title: string;
  /** names of rows, from the top, and of columns */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly rowName: string;
  readonly columnName: string;
  /** the strength of a cell's color, 0 … 1 */
  readonly strength: readonly (readonly number[])[];
  /** the text in a cell */
  readonly texts: readonly (readonly string[])[];
  /** the color of a cell; default: the model's */
  readonly color?: (row: number, column: number) => string;
}

/** A table of colored cells: a confusion matrix, the dependence on two columns. */
export function matrixChart(chart: MatrixChart, look: Look): ChartOption {
  const { title, rows, columns, rowName, columnName, strength, texts, color = () => look.series[0]! } = chart;
  const turned = columns.length > 6 || columns.some(name => name.length > 12);
  const base = frame(title, [], look);
  const across = categoryAxis(columns, look, { name: columnName, width: 90, gap: turned ? 74 : 28 });
  return {
    ...base,
    xAxis: { ...across, axisLabel: { ...across.axisLabel, rotate: turned ? 40 : 0 }, splitArea: { show: false } },
    yAxis: categoryAxis(rows, look, { name: rowName, width: 110, inverse: true, gap: 100 }),
    // each cell has its own color, but ECharts needs a visual map all the same
    visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { opacity: [1, 1] } },
    series: [
      {
        type: 'heatmap',
        data: strength.flatMap((row, r) =>
          row.map((share, c) => ({
            value: [c, r, share],
            itemStyle: {
              color: color(r, c),
              opacity: 0.06 + 0.74 * Math.min(1, Math.max(0, share)),
              borderColor: look.paper,
              borderWidth: 2,
            },
            label: {
              show: texts[r]![c] !== '',
              color: look.ink,
              opacity: 1, // not the opacity of the cell
              fontSize: rows.length > 12 ? 9 : 12,
              formatter: texts[r]![c]!.replace(/[{}]/g, ''),
            },
          })),
        ),
      },
    ],
  };
}
