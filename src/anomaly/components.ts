import type { AnomalyRecord } from '../spec';
import { fitWhitening } from './whitening';
import type { WindowReader } from './window';

/** What is learned from training windows beside the network. */

/** Numbers of a window that are looked at: the covariance has their square. */
const MOST_WIDTH = 512;
/** Windows from which it is fitted, evenly taken. */
const MOST_ROWS = 4000;

export function sampledRows(rows: Int32Array): Int32Array {
  const every = Math.max(1, Math.ceil(rows.length / MOST_ROWS));
  return rows.filter((_, i) => i % every === 0);
}

/** Principal components of the last steps of windows. */
export function fitComponents(windows: WindowReader, rows: Int32Array, sensors: number): AnomalyRecord['components'] {
  const steps = Math.max(1, Math.min(windows.history, Math.floor(MOST_WIDTH / sensors)));
  const width = steps * sensors;
  const all = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    windows.read(row, steps, all.subarray(i * width, (i + 1) * width));
  });
  return { steps, ...fitWhitening(all, width, sensors) };
}

/** How the sensors differ together from what the network expects. */
export function fitResiduals(
  windows: WindowReader,
  rows: Int32Array,
  expected: Float64Array,
  sensors: number,
): AnomalyRecord['residuals'] {
  const residuals = new Float64Array(rows.length * sensors);
  rows.forEach((row, i) => {
    windows.read(row, 1, residuals.subarray(i * sensors, (i + 1) * sensors));
  });
  for (let i = 0; i < residuals.length; i++) residuals[i]! -= expected[i]!;
  return fitWhitening(residuals, sensors, sensors);
}
