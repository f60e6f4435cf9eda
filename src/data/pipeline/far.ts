import type { Column, ColumnPipeline, Scale, Transform } from '../../spec';

import { quoted } from '../error-text';
import { calendarOf, DAY } from './calendar';

/** How far from the centre of training a number is told, in spreads of training. */
const FAR = 10;
/** A robust scale is for values with outliers, and bends them inwards: many of training are beyond ten ranges. */
const FAR_OUTLIER = 100;

/** What training knew of the range of a column's numbers; from `low` to `high` nothing needs to be told. */
export interface Known {
  readonly low: number;
  readonly high: number;
  /** in words, `mean 50, standard deviation 12` */
  readonly training: string;
}

/** null: training kept no spread of them. */
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

const around = (centre: number, reach: number, training: string): Known => ({
  low: centre - reach,
  high: centre + reach,
  training,
});

const normal = ({ mean, std }: { readonly mean: number; readonly std: number }): string =>
  `mean ${rounded(mean)}, standard deviation ${rounded(std)}`;

/** Milliseconds of a year of the calendar, on average. */
const YEAR = 365.2425 * DAY;

/** What is beyond this a float32 may not hold. */
const SAFE = 1e30;

/** The numbers that need no word, of which a number in a record is one without any rule. */
export function plainRange(scale: Scale): readonly [low: number, high: number] {
  const known = knownRange(scale);
  return known === null ? [-SAFE, SAFE] : [Math.max(-SAFE, known.low), Math.min(SAFE, known.high)];
}

/** A warning about the first number that is far from those of training; '': there is none. Arrays are not looked through. */
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
