import { meanOf } from './baseline';

export interface Line {
  /** at step 0, the step before the first value */
  readonly level: number;
  readonly slope: number;
}

/** The straight line through the values at steps 1, 2, …, by least squares. */
export function lineThrough(values: ArrayLike<number>, count = values.length): Line {
  const [mean, middle] = [meanOf(values, 0, count), (count + 1) / 2];
  let [products, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    products += (i + 1 - middle) * (values[i]! - mean);
    squares += (i + 1 - middle) ** 2;
  }
  const slope = squares > 0 ? products / squares : 0;
  return { level: mean - slope * middle, slope };
}
