import {
  argumentsIn,
  badArgument,
  choice,
  flag,
  integer,
  number,
  Optimizer,
  optimizers,
  parseArguments,
  resolveOptimizer,
  schedules,
} from '../../src';
import { defineNode } from '../shared/define';
import { optional, text } from '../shared/settings';

const settings = {
  algorithm: text('Adam'),
  schedule: choice(['constant', ...Object.keys(schedules)], 'constant'),
  clipNorm: optional(number({ min: 0, default: 0 })),
  clipValue: optional(number({ min: 0, default: 0 })),
  globalClipNorm: optional(number({ min: 0, default: 0 })),
  gradientAccumulationSteps: optional(integer({ min: 1, default: 1 })),
  useEma: flag(false),
  emaMomentum: number({ min: 0, max: 1, default: 0.99 }),
  emaOverwriteFrequency: optional(integer({ min: 1, default: 1 })),
};

/** Puts the rule by which training changes the weights on the message. */
export default defineNode('nn-optimizer', settings, (live, { algorithm, schedule, useEma, ...given }) => {
  const entry = Object.hasOwn(optimizers, algorithm) ? optimizers[algorithm] : undefined;
  if (!entry) throw badArgument(live.subject, 'algorithm', `one of ${Object.keys(optimizers).join(', ')}`, algorithm);
  // No schedule has an argument of the name of an optimizer's: all are properties of this one node.
  const args = parseArguments(entry.arguments, argumentsIn(entry.arguments, live.config), live.subject);
  const chosen = schedules[schedule];
  const { clipNorm, clipValue, globalClipNorm, gradientAccumulationSteps, emaMomentum, emaOverwriteFrequency } = given;
  // 0 is no clipping, as an empty field is.
  const optimizer = new Optimizer({
    className: entry.className,
    args,
    ...(chosen && {
      schedule: {
        className: schedule,
        args: parseArguments(chosen.arguments, argumentsIn(chosen.arguments, live.config), live.subject),
      },
    }),
    ...(clipNorm && { clipNorm }),
    ...(clipValue && { clipValue }),
    ...(globalClipNorm && { globalClipNorm }),
    ...(gradientAccumulationSteps && gradientAccumulationSteps > 1 && { gradientAccumulationSteps }),
    ...(useEma && { useEma, emaMomentum, ...(emaOverwriteFrequency && { emaOverwriteFrequency }) }),
  });
  const { schedule: rates } = resolveOptimizer(optimizer.spec, live.subject);
  const shown = rates
    ? `${entry.label({ ...args, learningRate: rates.rate(0, 1) || args.learningRate })} ${schedule}`
    : entry.label(args);
  live.ready(`${entry.className} ${shown}`);
  return {
    part: { role: 'through', settings: optimizer.spec },
    handle: message => ({ ...message, optimizer }),
  };
});
