import { filled, type Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // A node that named no split kept the shares of classes, though its dialog showed a random one; now it means what is shown.
    up: config => filled(config, { splitBy: 'stratified' }),
  },
] satisfies Migration[];
