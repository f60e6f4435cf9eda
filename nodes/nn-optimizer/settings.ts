import {
  argumentsOf,
  type ClassChoice,
  choice,
  defineSettings,
  flag,
  number,
  optionalInteger,
  optionalNumber,
  type Setting,
  schedules,
  text,
  texts,
  when,
  withTexts,
} from '../../src';

const constant = withTexts('schedules', choice(['constant', ...Object.keys(schedules)], 'constant'));
const averaged = <T>(setting: Setting<T>): Setting<T> => when({ useEma: ['true'] }, setting);

export const classes: ClassChoice<'optimizers'> = { property: 'algorithm', of: 'optimizers', first: 'Adam' };

export default defineSettings({
  group: 'training',
  inputs: 1,
  outputs: 1,
  classes,
  properties: {
    schedule: constant,
    // Schedules and optimizers share no argument names, so all can be properties of this one node.
    ...argumentsOf('schedule', schedules),
    neuralTangent: flag(false),
    learningRateMultipliers: text(),
    excludeFromWeightDecay: texts(),
    clipNorm: optionalNumber({ min: 0 }),
    clipValue: optionalNumber({ min: 0 }),
    globalClipNorm: optionalNumber({ min: 0 }),
    gradientAccumulationSteps: optionalInteger({ min: 1 }),
    useEma: flag(false),
    emaMomentum: averaged(number({ min: 0, max: 1, default: 0.99 })),
    emaOverwriteFrequency: averaged(optionalInteger({ min: 1 })),
  },
  more: [
    ...(['neuralTangent', 'learningRateMultipliers', 'clipNorm', 'clipValue', 'globalClipNorm'] as const),
    ...(['gradientAccumulationSteps', 'useEma', 'emaMomentum', 'emaOverwriteFrequency'] as const),
  ],
});
