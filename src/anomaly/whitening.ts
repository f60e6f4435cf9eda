import { principalComponents } from '../calibration';
import type { Whitening } from '../spec';

/** Numbers that vary together: each that deviates from the others is seen. */

const MOST_COMPONENTS = 16;
/** Of the variance, that the kept components hold. */
const ENOUGH = 0.99;
/** Directions without any variance would make rounding errors unusual. */
const LEAST = 0.0001;

/** Fitted to rows [rows × width], in which the numbers of the sensors are one after the other. */
export function fitWhitening(rows: Float64Array, width: number, sensors: number): Whitening {
  const mean = new Array<number>(sensors).fill(0);
  const squares = new Array<number>(sensors).fill(0);
  const count = rows.length / sensors;
  for (let i = 0; i < rows.length; i++) mean[i % sensors]! += rows[i]! / count;
  for (let i = 0; i < rows.length; i++) squares[i % sensors]! += (rows[i]! - mean[i % sensors]!) ** 2 / count;
  const spread = squares.map((square, i) => spreadOf(Math.sqrt(square), mean[i]!));
  const data = Float32Array.from(rows, (value, i) => (value - mean[i % sensors]!) / spread[i % sensors]!);
  const { directions, variances } = principalComponents({ data, width }, Math.min(MOST_COMPONENTS, width - 1));
  let total = 0;
  for (const value of data) total += value ** 2 / (data.length / width);
  let [held, kept] = [0, 0];
  while (kept < variances.length && held < ENOUGH * total) held += variances[kept++]!;
  return {
    ...{ mean, spread },
    directions: short(directions.subarray(0, kept * width)),
    variances: short(variances.subarray(0, kept)),
    rest: Math.max(LEAST, (total - held) / (width - kept)),
  };
}

/** Of a constant sensor one hundredth of its value: any change is unusual. */
const spreadOf = (std: number, mean: number): number => (std > 1e-9 * Math.abs(mean) ? std : Math.abs(mean) / 100 || 1);

/** More digits would only make the file longer. */
const short = (numbers: Float64Array): number[] => Array.from(numbers, value => Number(value.toPrecision(6)));

/**
 * Writes the error of each sensor in `width` numbers that begin at `first`: the root mean square of its numbers' errors. That of a number
 * is how far it is from what all others say, in units of how far it usually is: (Mx)ᵢ / √Mᵢᵢ, where M is the inverse of the covariance.
 * So a faulty sensor is not blamed on those that it follows. Sources: Tipping and Bishop 1999 (M of probabilistic principal components);
 * Alcala and Qin 2009 (contributions by reconstruction).
 */
export type Apart = (numbers: Float64Array, first: number, errors: Float64Array) => void;

export function apart({ mean, spread, directions: given, variances, rest: left }: Whitening, width: number): Apart {
  const sensors = mean.length;
  const directions = Float64Array.from(given);
  const changes = variances.map(variance => 1 / Math.max(variance, left) - 1 / left);
  const least = 1 / Math.max(left, ...variances); // what rounding must not go below
  const units = Float64Array.from({ length: width }, (_, i) => {
    let own = 1 / left;
    for (let k = 0; k < changes.length; k++) own += directions[k * width + i]! ** 2 * changes[k]!;
    return 1 / Math.sqrt(Math.max(own, least));
  });
  const centered = new Float64Array(width);
  const product = new Float64Array(width);
  return (numbers, first, errors) => {
    for (let i = 0; i < width; )
      for (let sensor = 0; sensor < sensors; sensor++, i++) {
        centered[i] = (numbers[first + i]! - mean[sensor]!) / spread[sensor]!;
        product[i] = centered[i]! / left;
      }
    let k = 0;
    for (; k + 4 <= changes.length; k += 4) addFour(directions, changes, k, centered, product);
    for (; k < changes.length; k++) addOne(directions, changes[k]!, k, centered, product);
    errors.fill(0);
    for (let i = 0; i < width; )
      for (let sensor = 0; sensor < sensors; sensor++, i++) errors[sensor]! += (product[i]! * units[i]!) ** 2;
    for (let i = 0; i < sensors; i++) errors[i] = Math.sqrt((errors[i]! * sensors) / width);
  };
}

/** Adds to the product what the k-th direction contributes. */
function addOne(
  directions: Float64Array,
  change: number,
  k: number,
  centered: Float64Array,
  product: Float64Array,
): void {
  const width = centered.length;
  const from = k * width;
  let along = 0;
  for (let i = 0; i < width; i++) along += directions[from + i]! * centered[i]!;
  along *= change;
  for (let i = 0; i < width; i++) product[i]! += directions[from + i]! * along;
}

/** The same with four directions from the k-th on, to the last bit: four sums at once, since each addition waits for the one before. */
function addFour(
  directions: Float64Array,
  changes: readonly number[],
  k: number,
  centered: Float64Array,
  product: Float64Array,
): void {
  const width = centered.length;
  const from = k * width;
  const [second, third, fourth] = [from + width, from + 2 * width, from + 3 * width];
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < width; i++) {
    const own = centered[i]!;
    a += directions[from + i]! * own;
    b += directions[second + i]! * own;
    c += directions[third + i]! * own;
    d += directions[fourth + i]! * own;
  }
  a *= changes[k]!;
  b *= changes[k + 1]!;
  c *= changes[k + 2]!;
  d *= changes[k + 3]!;
  for (let i = 0; i < width; i++) {
    let own = product[i]! + directions[from + i]! * a;
    own += directions[second + i]! * b;
    own += directions[third + i]! * c;
    product[i] = own + directions[fourth + i]! * d;
  }
}
