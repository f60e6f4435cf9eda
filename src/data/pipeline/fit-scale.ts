import type { Scale, Scaling } from '../../spec';

import { type Moments, momentsOf, NORMAL_IQR, quartilesOf, sortedSample } from './statistics';

/** Outliers are looked for among so many values, quartiles are taken from so many. */
const LOOK = 10_000;
const MOST = 100_000;

/**
 * Outliers rule where the standard deviation is so many times what the middle half of the values suggests: most values
 * would then be within a tenth of the scale, and look alike to a network. A normal distribution has 1, an exponential
 * one 1.2, incomes 3. Measured on an exclusive or of two numbers, one with 2 % of outliers (accuracy by mean and deviation,
 * robust): at 3 times .980 .975, at 10 times .973 .973, at 20 times .953 .973, at 50 times .753 .973.
 */
const RULED_BY_OUTLIERS = 10;

/** How the training values are scaled; `wanted` without a value: as they themselves suggest. */
export function fitScale(values: Float64Array, wanted?: Scaling): Scale {
  const moments = momentsOf(values);
  switch (wanted ?? (hasOutliers(values, moments) ? 'robust' : 'standard')) {
    case 'robust': {
      const { median, iqr } = quartilesOf(sortedSample(values, MOST));
      return { kind: 'robust', median, iqr: iqr || 1 };
    }
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

function hasOutliers(values: Float64Array, { std }: Moments): boolean {
  if (std === 0) return false;
  const { iqr } = quartilesOf(sortedSample(values, LOOK));
  return iqr > 0 && std > (RULED_BY_OUTLIERS * iqr) / NORMAL_IQR;
}
