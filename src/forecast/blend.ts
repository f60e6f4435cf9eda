import type { NumberReader } from '../calibration';
import { ownUnit } from '../data';
import type { TargetPipeline } from '../spec';

/** Shares of the network that are tried. */
const SHARES = [1, 0.75, 0.5, 0.25] as const;

/** A number with a range around it. */
export interface Ranged {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a network says of a step of a window, in the target's own unit. */
export type NetworkAnswer = (window: number, step: number) => Ranged;

/** Reads what a network gives for windows: [windows, horizon · outputs of the reader]. */
export function networkAnswer(
  target: TargetPipeline,
  reader: NumberReader,
  outputs: ArrayLike<number>,
  horizon: number,
): NetworkAnswer {
  const own = ownUnit(target);
  return (window, step) => {
    const { value, low, high } = reader.read(outputs, (window * horizon + step) * reader.outputs);
    return { value: own(value, step), low: own(low, step), high: own(high, step) };
  };
}

/** share · network + (1 − share) · baseline; of the range too. */
export const blended = (share: number, { value, low, high }: Ranged, baseline: number): Ranged => {
  if (share === 1) return { value, low, high };
  const mixed = (one: number): number => share * one + (1 - share) * baseline;
  return { value: mixed(value), low: mixed(low), high: mixed(high) };
};

/**
 * The share with the least mean absolute error, and that error. `[windows × steps]`; `units`: of scaled errors, by window.
 * A mean of two forecasts that err differently is often better than either (Bates and Granger 1969).
 */
export function bestShare(
  network: Float64Array,
  baseline: Float64Array,
  truth: Float64Array,
  units: Float64Array,
): { readonly share: number; readonly error: number } {
  const steps = truth.length / units.length;
  const errorAt = (share: number): number => {
    let sum = 0;
    for (let i = 0; i < truth.length; i++) {
      const value = share * network[i]! + (1 - share) * baseline[i]!;
      sum += Math.abs(truth[i]! - value) / units[Math.floor(i / steps)]!;
    }
    return sum / truth.length;
  };
  return SHARES.map(share => ({ share, error: errorAt(share) })).reduce((best, one) =>
    one.error < best.error ? one : best,
  );
}
