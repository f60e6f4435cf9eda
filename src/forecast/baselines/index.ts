import type { BaselineName } from '../../spec';
import type { Baseline } from './baseline';
import { holtWinters } from './holt-winters';
import { drift, lastValue, seasonalNaive } from './naive';
import { theta } from './theta';

export type { Baseline, Past } from './baseline';

/** All baselines by name, the simplest first. */
export const baselines: Readonly<Record<BaselineName, Baseline>> = {
  'last value': lastValue,
  'seasonal naive': seasonalNaive,
  drift,
  'Holt-Winters': holtWinters,
  Theta: theta,
};
