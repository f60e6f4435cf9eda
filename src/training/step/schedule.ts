import { parseArguments, schedules } from '../../catalogue';
import { about, badArgument, Problem } from '../../errors';
import type { OptimizerSpec, ScheduleSpec } from '../../spec';

import type { TrainingPlan } from '../plan';

/** A schedule of the learning rate. */
export interface Schedule extends ScheduleSpec {
  /** the rate of a step, counted from 0, in a training of `steps` steps */
  rate(step: number, steps: number): number;
}

/** An optimizer's schedule with checked arguments; null if the rate is constant. Throws a Problem. */
export function resolveSchedule({ schedule }: OptimizerSpec, learningRate: number): Schedule | null {
  if (!schedule) return null;
  const { className } = schedule;
  const entry = Object.hasOwn(schedules, className) ? schedules[className]! : undefined;
  if (!entry) throw badArgument('schedule', `one of ${Object.keys(schedules).join(', ')}`, className).about('train');
  const args = about(className, () => {
    const parsed = parseArguments(entry.arguments, schedule.args ?? {});
    entry.check?.(parsed);
    return parsed;
  });
  return { className, args, rate: (step, steps) => entry.rate(args, step, learningRate, steps) };
}

/** Like Keras, refuses to reduce a rate that follows a schedule. Throws a Problem. */
export function checkRate(plan: Pick<TrainingPlan, 'optimizer' | 'reduceOnPlateau'>): void {
  const { schedule } = plan.optimizer;
  if (!schedule || !plan.reduceOnPlateau) return;
  throw new Problem(
    `cannot reduce the learning rate on a plateau while it follows a schedule (${schedule.className}). Turn off reduceOnPlateau here, or set the optimizer's schedule to constant`,
    { argument: 'reduceOnPlateau' },
  );
}
