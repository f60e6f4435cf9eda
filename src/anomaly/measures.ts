import type { AnomalyRecord, MeasureName } from '../spec';
import { apart } from './whitening';

/** How unusual each sensor of a window is, by one measure. */

/** What both measures see of a window. */
export interface Seen {
  /** [steps × sensors] the last steps of the window; those of the principal components at least */
  readonly window: Float64Array;
  /** [sensors] what the network expects of the last step */
  readonly expected: Float64Array;
}

export type Fitted = Pick<AnomalyRecord, 'components' | 'residuals'>;

/** Writes the error of each sensor. */
export type Measure = (seen: Seen, errors: Float64Array) => void;

export function measuresOf({ components, residuals }: Fitted): Readonly<Record<MeasureName, Measure>> {
  const sensors = residuals.mean.length;
  const width = components.steps * sensors;
  const [ofWindow, ofResidual] = [apart(components, width), apart(residuals, sensors)];
  const residual = new Float64Array(sensors);
  return {
    network({ window, expected }, errors) {
      const last = window.length - sensors;
      for (let i = 0; i < sensors; i++) residual[i] = window[last + i]! - expected[i]!;
      ofResidual(residual, 0, errors);
    },
    pca: ({ window }, errors) => ofWindow(window, window.length - width, errors),
  };
}

/** How much a single sensor counts beside many: 2 is the root mean square, ∞ the largest one. */
const POWER = 4;

/** The score of a window from the errors of its sensors in units of their usual ones. */
export function scoreOf(errors: Float64Array, usual: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < errors.length; i++) sum += (errors[i]! / usual[i]!) ** POWER;
  return (sum / errors.length) ** (1 / POWER);
}

/** The share of each sensor; all of them add up to 1. */
export function sharesOf(errors: Float64Array, usual: readonly number[]): Float64Array {
  const shares = errors.map((error, i) => (error / usual[i]!) ** 2);
  const sum = shares.reduce((a, b) => a + b, 0);
  return sum > 0 ? shares.map(share => share / sum) : shares.fill(1 / shares.length);
}
