import { filled, type Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // A node without `splitBy` split stratified, though its dialog showed a random split. Now a node without it splits
    // randomly.
    up: config => filled(config, { splitBy: 'stratified' }),
  },
] satisfies Migration[];
