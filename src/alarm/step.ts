import type { Awaited } from './judge';
import type { KeptSeriesAlarm } from './kept';
import { type AlarmChange, type AlarmReading, type AlarmRules, type KeptAlarm, takeReading } from './state';

/**
 * Where each sensor sends its own message, one step has several answers, each of a fuller window. A step counts once, as its last answer
 * has it: what the ones before changed is taken back. What was told stays: an alarm that has begun is not unsaid, but ends when the
 * readings have been normal for long enough.
 */

/** The last step, and what was there before it. */
export interface LastStep {
  readonly time: number;
  readonly alarm: KeptAlarm;
  readonly awaited: Awaited | null;
}

/** What was forecast for the step at this time; null: nothing was. `time` null: it is unknown, and no step is answered twice. */
export const awaitedAt = ({ step, awaited }: KeptSeriesAlarm, time: number | null): Awaited | null =>
  step && step.time === time ? step.awaited : awaited;

/** Begins a step, or takes the earlier answer to it back. `next`: what is forecast for the following one. */
export function beginStep(one: KeptSeriesAlarm, time: number | null, next: Awaited | null): void {
  const { step } = one;
  if (time === null) delete one.step;
  else if (step?.time === time) one.alarm = copyOf(step.alarm);
  else one.step = { time, alarm: copyOf(one.alarm), awaited: one.awaited };
  one.awaited = next;
}

/** Takes the reading of the step that has begun. */
export function takeStep(one: KeptSeriesAlarm, reading: AlarmReading, usual: number, rules: AlarmRules): AlarmChange {
  const change = takeReading(one.alarm, reading, usual, rules);
  const before = one.step?.alarm;
  if (change === null || before === undefined) return change;
  if (change.state === 'end') before.alarm = null;
  else {
    const { alarm } = copyOf(one.alarm);
    before.alarm = alarm && { ...alarm, readings: 0 }; // this step counts as its last answer has it
    before.calm = 0;
    before.last = reading.time;
  }
  return change;
}

const copyOf = (kept: KeptAlarm): KeptAlarm => ({
  ...kept,
  alarm: kept.alarm && { ...kept.alarm, shares: { ...kept.alarm.shares } },
});
