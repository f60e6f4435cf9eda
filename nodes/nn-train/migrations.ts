import { filled, type Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // Progress was one message an epoch with all numbers; now it is one for each metric, as charts want it, and not so often.
    up: config => filled(config, { progressAs: 'object', progressEvery: 'epoch' }),
  },
  {
    from: 1,
    to: 2,
    // What was left out had a fixed value; now it is left to training (auto).
    up: config =>
      filled(config, { epochs: 10, batchSize: 32, earlyStopping: false, patience: 10, restoreBestWeights: false }),
  },
] satisfies Migration[];
