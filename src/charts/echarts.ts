import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

/**
 * The parts of ECharts that are used. In the package they are one file, `resources/echarts.mjs`, which the editor, a
 * page of Dashboard and the drawing thread load when the first chart is drawn.
 */
use([BarChart, HeatmapChart, LineChart, ScatterChart, CanvasRenderer, SVGRenderer]);
use([DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, MarkPointComponent]);
use([TitleComponent, TooltipComponent, VisualMapComponent]);

export { type ECharts, init } from 'echarts/core';
