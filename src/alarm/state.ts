/** Whether a series is in an alarm, from the scores of its readings one after the other. */

export interface AlarmReading {
  /** milliseconds since 1970, or what the times of training were */
  readonly time: number;
  /** in units of its threshold: above 1 is unusual */
  readonly score: number;
  readonly sensors: readonly { readonly column: string; readonly share: number }[];
}

/** Of one series, as JSON. */
export interface KeptAlarm {
  /** readings above the threshold in a row, up to the last one, and the time of the first of them */
  run: number;
  since: number;
  /** readings since the last one above the threshold, and the time of that one */
  calm: number;
  last: number;
  /** of the alarm that goes on; null: none does */
  alarm: OpenAlarm | null;
  /** how much larger normal scores are than those of training */
  level: number;
}

export interface OpenAlarm {
  began: number;
  peak: number;
  readings: number;
  /** sums of the shares of the sensors, weighted by the scores */
  shares: Record<string, number>;
}

export interface AlarmRules {
  readonly atLeast: number;
  /** the alarm is over after so many readings, or so many milliseconds, without one above the threshold */
  readonly hold: { readonly readings: number } | { readonly milliseconds: number };
  /** learns slowly on from readings that raise no alarm */
  readonly adapt: boolean;
}

export const noAlarm = (): KeptAlarm => ({ run: 0, since: 0, calm: 0, last: 0, alarm: null, level: 1 });

/** Of the difference to the usual score, that a reading changes the level by: some thousand readings. */
const STEP = 0.001;
const [LEAST, MOST] = [0.5, 4];

/** What a reading begins or ends; null: neither. */
export type AlarmChange = { readonly state: 'start' | 'end'; readonly alarm: OpenAlarm } | null;

/** `usual`: the usual score of a normal reading, in the same unit. */
export function takeReading(kept: KeptAlarm, reading: AlarmReading, usual: number, rules: AlarmRules): AlarmChange {
  if (reading.time < kept.last) setBack(kept, reading.time);
  const score = reading.score / kept.level;
  if (score > 1) return above(kept, reading, score, rules);
  kept.run = 0;
  kept.calm++;
  const { alarm } = kept;
  if (alarm === null) {
    if (rules.adapt) adapt(kept, score, usual);
    return null;
  }
  alarm.readings++;
  const { hold } = rules;
  const isOver = 'readings' in hold ? kept.calm >= hold.readings : reading.time - kept.last >= hold.milliseconds;
  if (!isOver) return null;
  kept.alarm = null;
  return { state: 'end', alarm };
}

/** The clock was set back: no alarm ends before it began, and a time to hold is counted from now. */
function setBack(kept: KeptAlarm, time: number): void {
  kept.last = time;
  kept.since = Math.min(kept.since, time);
  if (kept.alarm) kept.alarm.began = Math.min(kept.alarm.began, time);
}

function above(kept: KeptAlarm, reading: AlarmReading, score: number, { atLeast }: AlarmRules): AlarmChange {
  if (kept.run === 0) kept.since = reading.time;
  kept.run++;
  kept.calm = 0;
  kept.last = reading.time;
  const begins = kept.alarm === null && kept.run >= atLeast;
  if (begins) kept.alarm = { began: kept.since, peak: 0, readings: 0, shares: {} };
  const { alarm } = kept;
  if (alarm === null) return null;
  alarm.readings++;
  alarm.peak = Math.max(alarm.peak, score);
  for (const { column, share } of reading.sensors) alarm.shares[column] = (alarm.shares[column] ?? 0) + share * score;
  return begins ? { state: 'start', alarm } : null;
}

/** The level follows the median of the scores (Robbins and Monro 1951). */
function adapt(kept: KeptAlarm, score: number, usual: number): void {
  kept.level = Math.min(MOST, Math.max(LEAST, kept.level * (score > usual ? 1 + STEP : 1 - STEP)));
}

/** The share of each sensor in an alarm, the largest first. */
export function blamed({ shares }: OpenAlarm): { readonly column: string; readonly share: number }[] {
  const sum = Object.values(shares).reduce((a, b) => a + b, 0) || 1;
  return Object.entries(shares)
    .map(([column, share]) => ({ column, share: share / sum }))
    .sort((a, b) => b.share - a.share);
}
