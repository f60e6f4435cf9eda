import assert from 'node:assert/strict';
import { layers, parseArguments } from '../../src/catalogue';
import { input } from '../../src/graph';
import { oracle } from './oracle';

interface Record {
  readonly args: Readonly<{ [name: string]: unknown }>;
  readonly inputs: readonly (readonly number[])[];
  readonly masked: boolean;
}

// A layer without `mask` ends the mask, and padding counts again behind it: that must be Keras's rule for this layer.
describe('the mask of steps that are padding', () => {
  for (const [className, records] of Object.entries(oracle<{ [className: string]: Record[] }>('masks')))
    it(`passes ${className} as in Keras`, () => {
      const entry = layers[className]!;
      for (const { args, inputs, masked } of records) {
        const xs = inputs.map(([, ...shape], i) => input(`x${i}`, ['N', ...shape]));
        const masks = inputs.map(([, steps], i) => input(`mask${i}`, ['N', steps!]));
        const mask = entry.mask?.(parseArguments(entry.arguments, args), xs, masks) ?? null;
        assert.equal(mask !== null, masked, `${JSON.stringify(args)} on ${JSON.stringify(inputs)}`);
      }
    });
});
