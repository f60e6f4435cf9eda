import type { EChartsOption } from 'echarts';

/** An ECharts 6 option object of plain JSON: no functions, so that it can be sent to a dashboard. */
export type ChartOption = EChartsOption;

/** One picture, not drawn yet. */
export interface Picture {
  /** its name, unique in its content, `roc` */
  readonly name: string;
  readonly title: string;
  /** what it shows, in a sentence: for readers who cannot see it */
  readonly summary: string;
  readonly option: ChartOption;
  /** pixels */
  readonly width: number;
  readonly height: number;
}

/** Three of them stand beside each other. */
export const THIRD = { width: 300, height: 200 };
/** A picture of half a page's width. */
export const HALF = { width: 460, height: 320 };
/** A picture over the whole width of a page. */
export const WHOLE = { width: 940, height: 340 };
