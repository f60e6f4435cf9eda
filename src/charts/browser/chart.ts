import { type ECharts, init } from '../echarts';
import type { Look } from '../look';
import type { ChartOption } from '../picture';

/** Where charts are: the colors of the page now, and when they change. */
export interface Themed<T extends Look = Look> {
  theme(): T;
  onTheme(listener: () => void): () => void;
}

/** A chart in a page. */
export interface Chart {
  /** Gets the option again and shows it. */
  redraw(): void;
  readonly echarts: ECharts;
  end(): void;
}

/**
 * Draws a chart that follows the size of its element and the colors of the page. `place` needs a height; `summary`
 * describes the chart for those who cannot see it. ECharts escapes names in its own tooltips; a custom formatter must
 * return an element, never HTML.
 */
export function chartIn<T extends Look>(
  place: HTMLElement,
  { theme, onTheme }: Themed<T>,
  summary: string,
  optionOf: (theme: T) => ChartOption,
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
