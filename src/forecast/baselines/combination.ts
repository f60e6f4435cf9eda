import type { Baseline } from './baseline';
import { holtWinters } from './holt-winters';
import { theta } from './theta';

/**
 * The mean of Holt-Winters and Theta: two methods that err differently. [steps] → [horizon].
 * Source: Bates and Granger 1969; Makridakis, Spiliotis and Assimakopoulos 2020 (in the M4 competition, combinations were best).
 */
export const combination: Baseline = (past, horizon) => {
  const other = theta(past, horizon);
  return holtWinters(past, horizon).map((value, i) => (value + other[i]!) / 2);
};
