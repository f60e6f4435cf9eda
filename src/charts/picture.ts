import type { EChartsOption } from 'echarts';

/** An option object of ECharts 6 that is plain JSON: no functions, so that it can be sent to a dashboard. */
export type ChartOption = EChartsOption;

/** One picture, not drawn yet. */
export interface Picture {
  /** its name among those of the same content, `roc`; unique */
  readonly name: string;
  readonly title: string;
  /** what it shows, in a sentence: for readers who do not see it */
  readonly summary: string;
  readonly option: ChartOption;
  /** pixels */
  readonly width: number;
  readonly height: number;
}

/** A picture of half a page's width. */
export const HALF = { width: 460, height: 320 };
/** A picture over the whole width of a page. */
export const WHOLE = { width: 940, height: 340 };
