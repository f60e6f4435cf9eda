/** The colors of pictures. A page has light and dark ones, and refers to them by CSS variables. */
export interface Look {
  /** of titles */
  readonly ink: string;
  /** of axes, their labels, and of what is for comparison only */
  readonly quiet: string;
  readonly grid: string;
  /** behind points and bars, the color of the background */
  readonly paper: string;
  /** one for each line or kind of bar; the first is the model's */
  readonly series: readonly string[];
  readonly good: string;
  readonly bad: string;
  /** does a picture contain its title? On a page the title is above it. */
  readonly titled: boolean;
}

/** Readable on white and on black, wherever a picture is shown. */
export const NEUTRAL: Look = {
  ink: '#6b7280',
  quiet: '#7c8492',
  grid: 'rgba(127,135,150,0.25)',
  paper: 'transparent',
  series: ['#3b7ddd', '#e0861a', '#2f9e72', '#a05fd0', '#c2477f', '#2a9db0', '#8a7f3a', '#7a7f8c'],
  good: '#2f9e63',
  bad: '#d1495b',
  titled: true,
};

/** For pages: see page/style.ts. */
export const PAGE: Look = {
  ink: 'var(--ink)',
  quiet: 'var(--quiet)',
  grid: 'var(--grid)',
  paper: 'var(--paper)',
  series: NEUTRAL.series.map((_, i) => `var(--series-${i})`),
  good: 'var(--good)',
  bad: 'var(--bad)',
  titled: false,
};
