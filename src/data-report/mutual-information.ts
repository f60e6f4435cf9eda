import { uniformSequence } from '../graph/counter-hash';
import { digamma } from './digamma';
import { type Classes, complete, type Numbers, type Series } from './series';

/**
 * How much one column says about another, in nats, on the rows that have both, estimated like scikit-learn's
 * mutual_info_classif and mutual_info_regression. NaN with fewer than two rows.
 */
export function mutualInformation(a: Series, b: Series): number {
  const [x, y] = complete(a, b);
  const rows = x.kind === 'numbers' ? x.values.length : x.codes.length;
  if (rows < 2) return Number.NaN;
  if (x.kind === 'classes' && y.kind === 'classes') return ofClasses(x, y);
  if (x.kind === 'numbers' && y.kind === 'numbers') return ofNumbers(apart(x, 1), apart(y, 2));
  const [numbers, classes] = x.kind === 'numbers' ? [x, y as Classes] : [y as Numbers, x as Classes];
  return ofNumbersInClasses(apart(numbers, 1), classes);
}

/** The entropy of a column of classes, in nats. */
export function entropyOf({ codes, labels }: Classes): number {
  const counts = new Float64Array(labels.length);
  let n = 0;
  for (const code of codes) if (code >= 0) [counts[code], n] = [counts[code]! + 1, n + 1];
  return counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / n) * Math.log(count / n)), 0);
}

/** Neighbors for the density estimate, as in scikit-learn. */
const NEIGHBORS = 3;

/**
 * Divided by its standard deviation, with a trace of noise, so that no two values are equal. Source:
 * sklearn.feature_selection._mutual_info (_estimate_mi), which uses normal noise.
 */
function apart({ values }: Numbers, stream: number): Float64Array {
  let [mean, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const delta = values[i]! - mean;
    mean += delta / (i + 1);
    squares += delta * (values[i]! - mean);
  }
  const std = Math.sqrt(squares / values.length) || 1;
  const scaled = values.map(value => value / std);
  const size = Math.max(1, scaled.reduce((sum, value) => sum + Math.abs(value), 0) / scaled.length);
  const random = uniformSequence(stream);
  return scaled.map(value => value + 1e-10 * size * normal(random));
}

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** From the contingency table. Source: sklearn.metrics.mutual_info_score. */
function ofClasses(a: Classes, b: Classes): number {
  const n = a.codes.length;
  const together = new Map<number, number>();
  const [rows, columns] = [new Float64Array(a.labels.length), new Float64Array(b.labels.length)];
  for (let i = 0; i < n; i++) {
    const [r, c] = [a.codes[i]!, b.codes[i]!];
    const cell = r * b.labels.length + c;
    together.set(cell, (together.get(cell) ?? 0) + 1);
    rows[r]!++;
    columns[c]!++;
  }
  let sum = 0;
  for (const [cell, count] of together) {
    const [r, c] = [Math.floor(cell / b.labels.length), cell % b.labels.length];
    sum += (count / n) * Math.log((count * n) / (rows[r]! * columns[c]!));
  }
  return Math.max(0, sum);
}

/** Source: Ross 2014, "Mutual information between discrete and continuous data sets"; sklearn's _compute_mi_cd. */
function ofNumbersInClasses(values: Float64Array, { codes, labels }: Classes): number {
  const members = Array.from({ length: labels.length }, (): number[] => []);
  for (let i = 0; i < values.length; i++) members[codes[i]!]!.push(values[i]!);
  const several = members.filter(group => group.length > 1).map(group => Float64Array.from(group).sort());
  const sorted = new Float64Array(several.reduce((sum, group) => sum + group.length, 0));
  let at = 0;
  for (const group of several) {
    sorted.set(group, at);
    at += group.length;
  }
  sorted.sort();
  let [neighbors, sizes, near] = [0, 0, 0];
  for (const group of several) {
    const k = Math.min(NEIGHBORS, group.length - 1);
    for (let i = 0; i < group.length; i++) {
      near += digamma(countWithin(sorted, group[i]!, distanceToNeighbor(group, i, k)));
      neighbors += digamma(k);
      sizes += digamma(group.length);
    }
  }
  const n = sorted.length;
  return n === 0 ? 0 : Math.max(0, digamma(n) + (neighbors - sizes - near) / n);
}

/** Source: Kraskov, Stögbauer and Grassberger 2004, "Estimating mutual information"; sklearn's _compute_mi_cc. */
function ofNumbers(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const k = Math.min(NEIGHBORS, n - 1);
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => x[a]! - x[b]!);
  const xs = Float64Array.from(order, i => x[i]!);
  const ys = Float64Array.from(order, i => y[i]!);
  const ySorted = y.slice().sort();
  let near = 0;
  for (let i = 0; i < n; i++) {
    const radius = distanceInPlane(xs, ys, i, k);
    near += digamma(countWithin(xs, xs[i]!, radius)) + digamma(countWithin(ySorted, ys[i]!, radius));
  }
  return Math.max(0, digamma(n) + digamma(k) - near / n);
}

/** The distance of number `i` to its k-th neighbor; ascending numbers. */
function distanceToNeighbor(sorted: Float64Array, i: number, k: number): number {
  let [low, high] = [i - 1, i + 1];
  let distance = 0;
  for (let found = 0; found < k; found++) {
    const below = low >= 0 ? sorted[i]! - sorted[low]! : Number.POSITIVE_INFINITY;
    const above = high < sorted.length ? sorted[high]! - sorted[i]! : Number.POSITIVE_INFINITY;
    if (below <= above) low--;
    else high++;
    distance = Math.min(below, above);
  }
  return distance;
}

/** The distance of point `i` to its k-th neighbor, by the larger of the two coordinate distances; `xs` ascends. */
function distanceInPlane(xs: Float64Array, ys: Float64Array, i: number, k: number): number {
  const nearest = new Array<number>(k).fill(Number.POSITIVE_INFINITY);
  const take = (j: number): boolean => {
    const dx = Math.abs(xs[j]! - xs[i]!);
    if (dx >= nearest[k - 1]!) return false; // none beyond it is closer
    let distance = Math.max(dx, Math.abs(ys[j]! - ys[i]!));
    for (let at = 0; at < k; at++) if (distance < nearest[at]!) [nearest[at], distance] = [distance, nearest[at]!];
    return true;
  };
  for (let [low, high, goes] = [i - 1, i + 1, true]; goes; low--, high++) {
    const below = low >= 0 && take(low);
    goes = (high < xs.length && take(high)) || below;
  }
  return nearest[k - 1]!;
}

/** The ascending numbers closer to `value` than `radius`; itself is one of them, whatever the radius. */
function countWithin(sorted: Float64Array, value: number, radius: number): number {
  const from = first(sorted, other => value - other < radius);
  const to = first(sorted, other => other - value >= radius);
  return Math.max(1, to - from);
}

/** The first index whose number satisfies a condition that all later ones satisfy too. */
function first(sorted: Float64Array, condition: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (condition(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
