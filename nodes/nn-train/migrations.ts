import { filled, type Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // Progress was one message an epoch with all numbers; now it is one for each metric, as charts want it, and not so often.
    up: config => filled(config, { progressAs: 'object', progressEvery: 'epoch' }),
  },
] satisfies Migration[];
