import type { Column, ColumnPipeline, Scale, Transform } from '../../spec';

import { quoted } from '../error-text';
import { calendarOf, DAY } from './calendar';

/** From this many training spreads away from the center, a number is reported. */
const FAR = 10;
/** A robust scale is for values with outliers, and compresses them: many training values are beyond ten ranges. */
const FAR_OUTLIER = 100;

/** The known training range of a column's numbers; from `low` to `high` nothing is reported. */
export interface Known {
  readonly low: number;
  readonly high: number;
  /** in words, `mean 50, standard deviation 12` */
  readonly training: string;
}

/** null: the transform does not keep the spread. */
export function knownRange(transform: Transform): Known | null {
  switch (transform.kind) {
    case 'standardize':
      return around(transform.mean, FAR * transform.std, normal(transform));
    case 'calendar': {
      const { mean, std } = transform;
      const time = (year: number): number => (year - 1970) * YEAR;
      return { low: time(mean - FAR * std), high: time(mean + FAR * std + 1), training: normal(transform) };
    }
    case 'robust':
      return around(
        transform.median,
        FAR_OUTLIER * transform.iqr,
        `median ${rounded(transform.median)}, interquartile range ${rounded(transform.iqr)}`,
      );
    case 'minmax': {
      const { min, range } = transform;
      return around(min + range / 2, FAR * range, `minimum ${rounded(min)}, maximum ${rounded(min + range)}`);
    }
    default:
      return null;
  }
}

const around = (center: number, reach: number, training: string): Known => ({
  low: center - reach,
  high: center + reach,
  training,
});

const normal = ({ mean, std }: { readonly mean: number; readonly std: number }): string =>
  `mean ${rounded(mean)}, standard deviation ${rounded(std)}`;

/** Milliseconds of an average calendar year. */
const YEAR = 365.2425 * DAY;

/** Numbers beyond this may not fit into float32. */
const SAFE = 1e30;

/** The numbers that need no warning: such a number in a record is within all rules. */
export function plainRange(scale: Scale): readonly [low: number, high: number] {
  const known = knownRange(scale);
  return known === null ? [-SAFE, SAFE] : [Math.max(-SAFE, known.low), Math.min(SAFE, known.high)];
}

/** A warning about the first number that is far from those of training; '': none. Arrays are not checked. */
export function farNumber({ name, type, transform }: ColumnPipeline, { data }: Column): string {
  const known = type === 'tensor' ? null : knownRange(transform);
  if (known === null) return '';
  const { low, high, training } = known;
  const far = data.find(value => value < low || value > high);
  if (far === undefined) return '';
  const what = transform.kind === 'calendar' ? `the year ${calendarOf(far).year}` : String(far);
  return `column ${quoted(name)}: ${what} is far from the values of training (${training})`;
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));
