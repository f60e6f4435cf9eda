/** A function of several variables: writes its gradient at `at`, and returns its value. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

export interface Limits {
  readonly iterations: number;
  /** stop when no element of the gradient is larger */
  readonly gradient: number;
}

/** The number of steps whose curvature is kept. */
const MEMORY = 10;

/**
 * The minimum of a smooth, convex function from 0 on, by L-BFGS with backtracking. Source: Nocedal and Wright, Numerical
 * Optimization, algorithms 7.4 and 7.5 (scipy.optimize.minimize, L-BFGS-B).
 */
export function minimize(objective: Objective, size: number, { iterations, gradient: small }: Limits): Float64Array {
  let at = new Float64Array(size);
  let slope = new Float64Array(size);
  let value = objective(at, slope);
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let i = 0; i < iterations && slope.some(g => Math.abs(g) > small); i++) {
    const direction = descent(slope, steps);
    const along = dot(slope, direction);
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(slope, slope))) : 1;
    const next = new Float64Array(size);
    const nextSlope = new Float64Array(size);
    let nextValue = Number.POSITIVE_INFINITY;
    for (; length > 1e-12; length /= 2) {
      for (let k = 0; k < size; k++) next[k] = at[k]! + length * direction[k]!;
      nextValue = objective(next, nextSlope);
      if (nextValue <= value + 1e-4 * length * along) break;
      // Near the minimum, values differ only by rounding: the slope decides (Hager and Zhang 2005).
      const isLevel = nextValue <= value + 1e-13 * Math.abs(value);
      if (isLevel && Math.abs(dot(nextSlope, direction)) <= 0.9 * Math.abs(along)) break;
    }
    if (!(length > 1e-12)) break; // no further gain that float64 could represent
    const s = next.map((x, k) => x - at[k]!);
    const y = nextSlope.map((g, k) => g - slope[k]!);
    const curvature = dot(s, y);
    if (curvature > 0) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > MEMORY) steps.shift();
    [at, slope, value] = [next, nextSlope, nextValue];
  }
  return at;
}

function descent(
  slope: Float64Array,
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const direction = slope.map(g => -g);
  const alphas = new Array<number>(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    const { s, y, rho } = steps[i]!;
    alphas[i] = rho * dot(s, direction);
    add(direction, y, -alphas[i]!);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let k = 0; k < direction.length; k++) direction[k]! *= scale;
  }
  for (const [i, { s, y, rho }] of steps.entries()) add(direction, s, alphas[i]! - rho * dot(y, direction));
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, of: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += times * of[i]!;
}
