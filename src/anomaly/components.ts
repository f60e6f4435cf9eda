import { principalComponents } from '../calibration';
import type { AnomalyRecord, WindowComponents } from '../spec';
import type { WindowReader } from './window';

/** What is learned from training windows without a network: the sensors' spreads and the principal components. */

/** Numbers of a window that are looked at: the covariance has their square. */
const MOST_WIDTH = 512;
const MOST_COMPONENTS = 16;
/** Windows from which they are fitted, evenly taken. */
const MOST_ROWS = 4000;
/** Of the variance, that the kept components hold. */
const ENOUGH = 0.9;
/** Directions without any variance would make rounding errors unusual. */
const LEAST = 0.001;

export function fitComponents(
  windows: WindowReader,
  rows: Int32Array,
  sensors: number,
): Pick<AnomalyRecord, 'mean' | 'spread' | 'components'> {
  const every = Math.max(1, Math.ceil(rows.length / MOST_ROWS));
  const taken = rows.filter((_, i) => i % every === 0);
  const steps = Math.max(1, Math.min(windows.history, Math.floor(MOST_WIDTH / sensors)));
  const width = steps * sensors;
  const all = new Float64Array(taken.length * width);
  taken.forEach((row, i) => {
    windows.read(row, steps, all.subarray(i * width, (i + 1) * width));
  });
  const mean = new Array<number>(sensors).fill(0);
  const squares = new Array<number>(sensors).fill(0);
  const count = all.length / sensors;
  for (let i = 0; i < all.length; i++) mean[i % sensors]! += all[i]! / count;
  for (let i = 0; i < all.length; i++) squares[i % sensors]! += (all[i]! - mean[i % sensors]!) ** 2 / count;
  const spread = squares.map((square, i) => spreadOf(Math.sqrt(square), mean[i]!));
  const scaled = Float32Array.from(all, (value, i) => (value - mean[i % sensors]!) / spread[i % sensors]!);
  return { mean, spread, components: { steps, ...kept(scaled, width) } };
}

/** Of a constant sensor one hundredth of its value: any change is unusual. */
const spreadOf = (std: number, mean: number): number => (std > 1e-9 * Math.abs(mean) ? std : Math.abs(mean) / 100 || 1);

function kept(data: Float32Array, width: number): Omit<WindowComponents, 'steps'> {
  const { directions, variances } = principalComponents({ data, width }, Math.min(MOST_COMPONENTS, width - 1));
  let total = 0;
  for (const value of data) total += value ** 2 / (data.length / width);
  let [held, count] = [0, 0];
  while (count < variances.length && held < ENOUGH * total) held += variances[count++]!;
  return {
    directions: short(directions.subarray(0, count * width)),
    variances: short(variances.subarray(0, count)),
    rest: Math.max(LEAST, (total - held) / (width - count)),
  };
}

/** More digits would only make the file longer. */
const short = (numbers: Float64Array): number[] => Array.from(numbers, value => Number(value.toPrecision(6)));
