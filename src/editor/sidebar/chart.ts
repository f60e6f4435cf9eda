import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartOption } from '../../charts/picture';
import type { TabContext } from './tab';
import type { Theme } from './theme';

use([BarChart, HeatmapChart, LineChart, ScatterChart, CanvasRenderer]);
use([DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, MarkPointComponent]);
use([TooltipComponent, VisualMapComponent]);

/** A chart in a tab. */
export interface Chart {
  /** Gets the option again and shows it. */
  redraw(): void;
  readonly echarts: ECharts;
  end(): void;
}

/**
 * Draws a chart that follows the size of its element and the colors of the editor. `place` needs a height; `summary`
 * describes the chart for those who cannot see it. ECharts escapes names in its own tooltips; a custom formatter must
 * return an element, never HTML.
 */
export function chartIn(
  place: HTMLElement,
  { theme, onTheme }: Pick<TabContext, 'theme' | 'onTheme'>,
  summary: string,
  optionOf: (theme: Theme) => ChartOption,
): Chart {
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', summary);
  const echarts = init(place, null, { renderer: 'canvas' });
  const redraw = () => echarts.setOption(optionOf(theme()), { notMerge: true, lazyUpdate: true });
  redraw();
  const sizes = new ResizeObserver(() => echarts.resize());
  sizes.observe(place);
  const endTheme = onTheme(redraw);
  return {
    redraw,
    echarts,
    end() {
      sizes.disconnect();
      endTheme();
      echarts.dispose();
    },
  };
}
