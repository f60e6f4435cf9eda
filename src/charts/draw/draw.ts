import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Picture } from '../picture';

use([BarChart, HeatmapChart, LineChart, ScatterChart, SVGRenderer]);
use([GridComponent, LegendComponent, MarkLineComponent, TitleComponent, VisualMapComponent]);

/** A picture as SVG text, by ECharts, without a browser. Texts of the data are escaped. */
export function draw({ option, width, height }: Pick<Picture, 'option' | 'width' | 'height'>): string {
  const { tooltip, ...drawn } = option; // for those who point at it: a drawing has none
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(drawn);
    return still(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Without what only a browser with ECharts would need: classes, their style under the pointer, and marks. In a text of the
 * data no quotes and no angle brackets are left, so that nothing of it is meant.
 */
const still = (svg: string): string =>
  svg
    .replace(/<style ><!\[CDATA\[[^<]*\]\]>\s*<\/style>\s*/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"<>]*"/g, '');
