import type { OpenAlarm } from './state';

/** What an alarm is told by, as sentences that src/locale translates. */

export interface Blamed {
  readonly column: string;
  readonly share: number;
  readonly value?: number;
  readonly expected?: number;
}

/** How far above the threshold, in words; `score` in units of it. */
export function howUnusual(score: number): string {
  if (score <= 1) return 'normal';
  if (score <= 1.5) return 'unusual';
  return score <= 3 ? 'very unusual' : 'extremely unusual';
}

/** The sensors that are named: the largest first, until they hold most of the score. */
export function toBlame<T extends { readonly share: number }>(sensors: readonly T[]): T[] {
  const sorted = [...sensors].sort((a, b) => b.share - a.share);
  let sum = 0;
  return sorted.filter(({ share }, place) => {
    const isNamed = place === 0 || (sum < ENOUGH && share >= LEAST && place < MOST);
    sum += share;
    return isNamed;
  });
}
const [ENOUGH, LEAST, MOST] = [0.9, 0.05, 5];

/** Each part is a sentence of its own. */
export const startWords = (score: number, sensors: readonly Blamed[]): string[] => [
  `${howUnusual(score)}: ${short(score)} times the score of an alarm`,
  ...sensors.map(({ column, share, value, expected }) =>
    value === undefined || expected === undefined
      ? named({ column, share })
      : `${column} is ${short(value)} and was expected to be ${short(expected)} (${percent(share)})`,
  ),
];

export const endWords = ({ peak, readings }: OpenAlarm, sensors: readonly Blamed[]): string[] => [
  `normal again after ${readings} readings; ${short(peak)} times the score of an alarm at most`,
  ...sensors.map(named),
];

/** Of a series that is dropped during an alarm. */
export const leftWords = ({ peak, readings }: OpenAlarm, sensors: readonly Blamed[]): string[] => [
  `no longer watched after ${readings} readings, as there are more series than are kept; ${short(peak)} times the score of an alarm at most`,
  ...sensors.map(named),
];

const named = ({ column, share }: Blamed): string => `${column} (${percent(share)})`;

const short = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${Math.round(100 * share)} %`;
