import type { Migration } from '../../src/settings/migrations';

export default [
  {
    from: 0,
    to: 1,
    // RepeatVector's `n`, as Keras calls it: Node-RED's editor keeps single letters for itself and saves none of a node.
    up({ n, ...config }) {
      if (config.layer !== 'RepeatVector' || n === undefined) return n === undefined ? config : { n, ...config };
      return { ...config, repeats: config.repeats ?? n };
    },
  },
] satisfies Migration[];
