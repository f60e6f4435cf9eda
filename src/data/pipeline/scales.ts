import type { Scale, Scaling, Transform } from '../../spec';

/** One way of scaling numbers, in float64. */
interface ScaleRule<S extends Scale> {
  /** the user's word for it */
  readonly scaling: Scaling;
  scale(parameters: S): (value: number) => number;
  /** the raw number that replaces a missing one */
  missing(parameters: S): number;
  /** how it is inverted; absent: it cannot be, so it is for features only */
  unit?(parameters: S): Unit;
}

/** A scaled number times `factor` plus `shift` is the number in its own unit. */
export interface Unit {
  readonly factor: number;
  readonly shift: number;
}

/** Where the smooth clip begins. Source: Holzmüller, Grinsztajn and Steinwart 2024, "Better by Default". */
const BEND = 3;

/** Scales shares that are uniform from 0 to 1 to a standard deviation of 1. */
const SPREAD = Math.sqrt(12);

/** A logarithm that also accepts 0 and negative numbers: below `unit` it is nearly linear. */
export const magnitude = (value: number, unit: number): number => Math.sign(value) * Math.log1p(Math.abs(value) / unit);

/** Linear interpolation through the points (xs ascending), constant beyond them. */
function interpolated(xs: readonly number[], ys: readonly number[], x: number): number {
  let [low, high] = [0, xs.length - 1];
  if (x <= xs[low]!) return ys[low]!;
  if (x >= xs[high]!) return ys[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  return ys[low]! + ((ys[high]! - ys[low]!) * (x - xs[low]!)) / (xs[high]! - xs[low]!);
}

/**
 * All scales. A new one is an entry here, one in `Scale`, and one in `fitScale`. The fast path of predictions and the
 * general one both use this table, so they give the same bits.
 */
const SCALES: { readonly [K in Scale['kind']]: ScaleRule<Extract<Scale, { kind: K }>> } = {
  standardize: {
    scaling: 'standard',
    scale:
      ({ mean, std }) =>
      value =>
        (value - mean) / std,
    missing: ({ mean }) => mean,
    unit: ({ mean, std }) => ({ factor: std, shift: mean }),
  },
  robust: {
    scaling: 'robust',
    scale:
      ({ median, iqr }) =>
      value => {
        const z = (value - median) / iqr;
        const bent = z / BEND;
        // From 1e8 on, 1 + bent² equals bent²; and bent² may exceed float64.
        return Math.abs(bent) > 1e8 ? BEND * Math.sign(bent) : z / Math.sqrt(1 + bent * bent);
      },
    missing: ({ median }) => median,
  },
  log: {
    scaling: 'log',
    scale:
      ({ unit, mean, std }) =>
      value =>
        (magnitude(value, unit) - mean) / std,
    missing: ({ unit, mean }) => Math.sign(mean) * unit * Math.expm1(Math.abs(mean)),
  },
  quantile: {
    scaling: 'quantile',
    scale:
      ({ values, shares }) =>
      value =>
        SPREAD * (interpolated(values, shares, value) - 0.5),
    missing: ({ values, shares }) => interpolated(shares, values, 0.5),
  },
  minmax: {
    scaling: 'minmax',
    scale:
      ({ min, range }) =>
      value =>
        (value - min) / range,
    missing: ({ mean }) => mean,
    unit: ({ min, range }) => ({ factor: range, shift: min }),
  },
  identity: {
    scaling: 'none',
    scale: () => value => value,
    missing: ({ mean = 0 }) => mean,
    unit: () => ({ factor: 1, shift: 0 }),
  },
};

/** The rule and the parameters of a scale are of the same kind. */
const ruleOf = ({ kind }: Scale): ScaleRule<Scale> => SCALES[kind];

export const isScale = (transform: Transform): transform is Scale => Object.hasOwn(SCALES, transform.kind);

export const scaler = (scale: Scale): ((value: number) => number) => ruleOf(scale).scale(scale);
export const missingOf = (scale: Scale): number => ruleOf(scale).missing(scale);
export const scalingOf = (scale: Scale): Scaling => ruleOf(scale).scaling;
/** How a target's scale is inverted; null: it cannot be, and no target has it. */
export const unitOf = (scale: Scale): Unit | null => ruleOf(scale).unit?.(scale) ?? null;
