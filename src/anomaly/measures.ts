import type { AnomalyRecord, MeasureName } from '../spec';

/** How unusual each sensor of a window is, by one measure. */

/** What both measures see of a window. */
export interface Seen {
  /** [steps × sensors] the last steps of the window; of the principal components at least */
  readonly window: Float64Array;
  /** [sensors] what the network expects of the last step */
  readonly expected: Float64Array;
}

type Fitted = Pick<AnomalyRecord, 'mean' | 'spread' | 'components'>;

/** Writes the error of each sensor. */
export type Measure = (seen: Seen, errors: Float64Array) => void;

export function measuresOf({ mean, spread, components }: Fitted): Readonly<Record<MeasureName, Measure>> {
  const sensors = mean.length;
  const { steps } = components;
  const width = steps * sensors;
  const directions = Float64Array.from(components.directions);
  const rest = 1 / Math.sqrt(components.rest);
  const own = components.variances.map(variance => 1 / Math.sqrt(Math.max(variance, components.rest)));
  const centered = new Float64Array(width);
  const whitened = new Float64Array(width);
  return {
    network({ window, expected }, errors) {
      const last = window.length - sensors;
      for (let i = 0; i < sensors; i++) errors[i] = Math.abs(window[last + i]! - expected[i]!) / spread[i]!;
    },
    /**
     * Whitens the window by its principal components, the others alike: the squares add up to a Mahalanobis distance, and none is
     * negative, so that each is a sensor's part. Source: Tipping and Bishop 1999 (probabilistic principal components).
     */
    pca({ window }, errors) {
      const first = window.length - width;
      for (let i = 0; i < width; i++) {
        centered[i] = (window[first + i]! - mean[i % sensors]!) / spread[i % sensors]!;
        whitened[i] = centered[i]! * rest;
      }
      for (let k = 0; k < own.length; k++) {
        const from = k * width;
        let along = 0;
        for (let i = 0; i < width; i++) along += directions[from + i]! * centered[i]!;
        const change = along * (own[k]! - rest);
        for (let i = 0; i < width; i++) whitened[i]! += directions[from + i]! * change;
      }
      errors.fill(0);
      for (let i = 0; i < width; i++) errors[i % sensors]! += whitened[i]! ** 2;
      for (let i = 0; i < sensors; i++) errors[i] = Math.sqrt(errors[i]! / steps);
    },
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
