import { filled, type Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // RepeatVector's `n`, as Keras calls it: Node-RED's editor reserves single letters and does not save them.
    up(config) {
      const { n, ...rest } = config;
      return config.layer === 'RepeatVector' && n !== undefined ? filled(rest, { repeats: n }) : config;
    },
  },
] satisfies Migration[];
