import { init } from '../echarts';
import type { Picture } from '../picture';

/** A picture as SVG, drawn by ECharts without a browser. Texts of the data are escaped. */
export function draw({ option, width, height }: Pick<Picture, 'option' | 'width' | 'height'>): string {
  const { tooltip, ...drawn } = option; // a static drawing has no tooltip
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(drawn);
    return still(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Removes what only ECharts in a browser needs: classes, hover styles, and marks. Texts of the data contain no quotes
 * or angle brackets any more, so none of them is affected.
 */
const still = (svg: string): string =>
  svg
    .replace(/<style ><!\[CDATA\[[^<]*\]\]>\s*<\/style>\s*/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"<>]*"/g, '');
