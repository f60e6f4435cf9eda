import { filled, type Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // Progress was one message per epoch with all numbers. Now it is one per metric, as charts want it, and less often.
    up: config => filled(config, { progressAs: 'object', progressEvery: 'epoch' }),
  },
  {
    from: 1,
    to: 2,
    // A blank field had a fixed default; now it means auto.
    up: config =>
      filled(config, { epochs: 10, batchSize: 32, earlyStopping: false, patience: 10, restoreBestWeights: false }),
  },
] satisfies Migration[];
