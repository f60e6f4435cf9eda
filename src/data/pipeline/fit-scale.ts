import type { Scale, Scaling } from '../../spec';

import { magnitude } from './scales';
import { type Moments, momentsOf, NORMAL_IQR, quantile, quartilesOf, sortedSample } from './statistics';

/** Outliers are searched among this many values, and quartiles are computed from as many. */
const LOOK = 10_000;
const MOST = 100_000;

/**
 * Outliers dominate if the standard deviation is this many times what the middle half of the values suggests: then most
 * values would be within a tenth of the scale, and a network could hardly tell them apart. A normal distribution has 1,
 * an exponential one 1.2, incomes 3. Measured on the exclusive or of two numbers, one with 2 % of outliers (accuracy
 * standardized, robust): at 3 times .980 .975, at 10 times .973 .973, at 20 times .953 .973, at 50 times .753 .973.
 */
const RULED_BY_OUTLIERS = 10;

/** Fits the scale of the training values; without `wanted`, the values decide which. */
export function fitScale(values: Float64Array, wanted?: Scaling): Scale {
  const moments = momentsOf(values);
  switch (wanted ?? (hasOutliers(values, moments) ? 'robust' : 'standard')) {
    case 'robust': {
      const { median, iqr } = quartilesOf(sortedSample(values, MOST));
      return { kind: 'robust', median, iqr: iqr || 1 };
    }
    case 'log': {
      const sizes = sortedSample(values.map(Math.abs), MOST).filter(size => size > 0);
      const unit = sizes.length === 0 ? 1 : Math.max(quantile(sizes, SMALL), sizes.at(-1)! * LEAST);
      const { mean, std } = momentsOf(values.map(value => magnitude(value, unit)));
      return { kind: 'log', unit, mean, std: std || 1 };
    }
    case 'quantile':
      return { kind: 'quantile', ...ranks(sortedSample(values, MOST)) };
    case 'minmax': {
      const { min, max, mean, std } = moments;
      return { kind: 'minmax', min, range: std === 0 ? 1 : max - min, mean };
    }
    case 'none':
      return { kind: 'identity', mean: moments.mean };
    case 'standard':
      return { kind: 'standardize', mean: moments.mean, std: moments.std || 1 };
  }
}

/** The number of segments of a quantile scale. */
const BENDS = 100;
/** The unit of a log scale is a small value: this share of them is smaller. */
const SMALL = 0.05;
/** … but at least this part of the largest, so that dividing by it stays finite. */
const LEAST = 2 ** -100;

/** Distinct quantiles, ascending, with their shares; for a repeated quantile, the middle of its shares. */
function ranks(sorted: Float64Array): { values: number[]; shares: number[] } {
  const found = new Map<number, number[]>();
  let value = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= BENDS; i++) {
    value = Math.max(value, quantile(sorted, i / BENDS)); // rounding must not change the order
    found.set(value, [...(found.get(value) ?? []), i / BENDS]);
  }
  const all = [...found];
  if (all.length === 1) return { values: [all[0]![0]], shares: [0.5] };
  return {
    values: all.map(([value]) => value),
    shares: all.map(([, [first, ...more]]) => (first! + (more.at(-1) ?? first!)) / 2),
  };
}

function hasOutliers(values: Float64Array, { std }: Moments): boolean {
  if (std === 0) return false;
  const { iqr } = quartilesOf(sortedSample(values, LOOK));
  return iqr > 0 && std > (RULED_BY_OUTLIERS * iqr) / NORMAL_IQR;
}
