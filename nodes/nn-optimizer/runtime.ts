import { argumentsAmong, learningRateMultipliers, Optimizer, readClass, resolveOptimizer, schedules } from '../../src';
import { defineNode } from '../shared/define';
import settings, { classes } from './settings';

/** Puts the rule by which training changes the weights on the message. */
export default defineNode('nn-optimizer', settings, (live, { schedule, useEma, ...given }) => {
  const { entry, values: args } = readClass(classes, live.config);
  const chosen = schedules[schedule];
  const multipliers = learningRateMultipliers(given.learningRateMultipliers);
  const { clipNorm, clipValue, globalClipNorm, gradientAccumulationSteps, emaMomentum, emaOverwriteFrequency } = given;
  // 0 means no clipping, as an empty field does.
  const optimizer = new Optimizer({
    className: entry.className,
    args,
    ...(chosen && {
      schedule: { className: schedule, args: argumentsAmong(given, chosen.arguments) },
    }),
    ...(given.neuralTangent && { neuralTangent: true }),
    ...(Object.keys(multipliers).length > 0 && { learningRateMultipliers: multipliers }),
    ...(given.excludeFromWeightDecay.length > 0 && { excludeFromWeightDecay: given.excludeFromWeightDecay }),
    ...(clipNorm && { clipNorm }),
    ...(clipValue && { clipValue }),
    ...(globalClipNorm && { globalClipNorm }),
    ...(gradientAccumulationSteps && gradientAccumulationSteps > 1 && { gradientAccumulationSteps }),
    ...(useEma && { useEma, emaMomentum, ...(emaOverwriteFrequency && { emaOverwriteFrequency }) }),
  });
  const { schedule: rates } = resolveOptimizer(optimizer.spec);
  const shown = rates
    ? `${entry.label({ ...args, learningRate: rates.rate(0, 1) || args.learningRate })} ${schedule}`
    : entry.label(args);
  live.ready(`${entry.className} ${shown}`);
  return {
    part: { role: 'through', settings: optimizer.spec, pass: passing => ({ ...passing, optimizer: optimizer.spec }) },
    handle: message => ({ ...message, optimizer }),
  };
});
