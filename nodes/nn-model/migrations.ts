import { filled, type Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // A node without an action loaded a model; now it saves a model that arrives.
    up: config => filled(config, { action: 'load' }),
  },
] satisfies Migration[];
