import type { FittedSmoothing } from '../../spec';

/** A forecast without a network: of past values of one series alone, the next ones. */
export interface Past {
  /** [steps] in order of time, all finite; at least one */
  readonly values: ArrayLike<number>;
  /** steps of the season; 1: none */
  readonly season: number;
  /** of Holt-Winters, as it was fitted to windows of training */
  readonly smoothing: FittedSmoothing;
}

/** The next `horizon` values, in the unit of the past ones. */
export type Baseline = (past: Past, horizon: number) => Float64Array;

export const meanOf = (values: ArrayLike<number>, from = 0, to = values.length): number => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum / (to - from);
};
