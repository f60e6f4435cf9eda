import { Problem, show, TensorwireError } from '../errors';

/**
 * Limits on the size of a graph. One number in a form, a file or a message can ask for more than any machine has. Sizes
 * are computed first and checked against these limits before anything of that size is allocated. An administrator can
 * change them: `tensorwire: { limits: { elements: 2 ** 30 } }` in Node-RED's settings.js.
 */
export interface Limits {
  /** numbers per row (or in all, without a batch) of one value of the graph */
  readonly elements: number;
  /** parameters of one network */
  readonly parameters: number;
  /** multiply-adds of one layer for one row */
  readonly multiplyAdds: number;
  /** numbers that a layer itself adds to the graph as constants: weights of windows, positions for interpolation */
  readonly constants: number;
  /** numbers in one table of windows: what each window reads */
  readonly indices: number;
}

export const DEFAULT_LIMITS: Limits = {
  elements: 2 ** 28, // 1 GB a row
  parameters: 2 ** 29, // 2 GB: what an ONNX file holds
  multiplyAdds: 1e12, // half a minute a row on a fast machine
  constants: 2 ** 22,
  indices: 2 ** 26,
};

/** The limits of this process or thread, set once at its start. */
let inForce: Limits = DEFAULT_LIMITS;

export const limits = (): Limits => inForce;
export function setLimits(changed: Partial<Limits>): void {
  inForce = { ...DEFAULT_LIMITS, ...changed };
}

/** The limits in an administrator's settings, checked; throws a TensorwireError that names the wrong one. */
export function limitsFrom(settings: unknown): Partial<Limits> {
  if (settings === undefined || settings === null) return {};
  const wrong = (what: string, received: unknown) =>
    new TensorwireError('settings.js', `${what}, received ${show(received)}`, { received });
  if (typeof settings !== 'object') throw wrong('tensorwire.limits must be an object', settings);
  const known = Object.keys(DEFAULT_LIMITS);
  for (const [name, value] of Object.entries(settings)) {
    if (!known.includes(name)) throw wrong(`tensorwire.limits may have ${known.join(', ')}`, name);
    if (typeof value !== 'number' || !(value >= 1))
      throw wrong(`tensorwire.limits.${name} must be a number of at least 1`, value);
  }
  return settings;
}

/** Throws a Problem if `what`, such as "an output of [N, 8, 8]", has more numbers than the limit allows. */
export function checkLimit(limit: keyof Limits, amount: number, what: string, unit = 'numbers'): void {
  const most = inForce[limit];
  // not `amount > most`: an overflowing product of sizes may be NaN
  if (amount <= most) return;
  throw new Problem(
    `${what} would have ${amount} ${unit}, at most ${most} are allowed: choose smaller sizes, or raise tensorwire.limits.${limit} in Node-RED's settings.js`,
    { limit },
  );
}

/** Is it the error of an exceeded limit? */
export const isBeyondLimits = (error: unknown): boolean =>
  error instanceof Problem && error.details.limit !== undefined;
