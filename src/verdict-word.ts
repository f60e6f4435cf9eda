import type { Verdict, Worth } from './spec';

/** Is the metric worse than the guess's, significant or not? For errors, smaller is better. */
export const isBelow = ({ metric, value, baseline }: Pick<Worth, 'metric' | 'value' | 'baseline'>): boolean =>
  metric === 'rmse' ? value > baseline : value < baseline;

/** The key of the words for it; below: it is worse than the guess, but by no more than chance explains. */
export const verdictWord = (worth: Worth): Verdict | 'below' =>
  worth.verdict === 'same' && isBelow(worth) ? 'below' : worth.verdict;
