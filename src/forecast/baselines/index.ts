import { BASELINES, type BaselineName } from '../../spec';
import type { Baseline, Past } from './baseline';
import { combination } from './combination';
import { holtWinters } from './holt-winters';
import { drift, lastValue, seasonalNaive } from './naive';
import { theta } from './theta';

export type { Baseline, Past } from './baseline';
export { type Example, fitSmoothing } from './fit-smoothing';

/** All baselines by name, the simplest first. */
export const baselines: Readonly<Record<BaselineName, Baseline>> = {
  'last value': lastValue,
  'seasonal naive': seasonalNaive,
  drift,
  'Holt-Winters': holtWinters,
  Theta: theta,
  combination,
};

/** What all of them say of one window. */
export function allBaselines(past: Past, horizon: number): Readonly<Record<BaselineName, Float64Array>> {
  const found = {} as Record<BaselineName, Float64Array>;
  for (const name of BASELINES) if (name !== 'combination') found[name] = baselines[name](past, horizon);
  found.combination = found['Holt-Winters'].map((value, i) => (value + found.Theta[i]!) / 2);
  return found;
}
