import { badArgument, Problem } from '../../errors';
import { cast } from '../../graph';
import type { Shape } from '../../graph/types';
import { type Argument, inFiles, integers, number } from '../arguments';
import { layer } from '../entry';
import { sameMask } from '../lib/layers/masking';
import { dropped, kept } from '../lib/layers/noise';

/**
 * In training, sets each element to 0 with probability `rate` and divides the others by 1 − rate, so that the mean
 * stays the same. Otherwise passes its input on. If `noiseShape` has a 1, all elements along that axis are dropped or
 * kept together. Shapes: [N, …] → the same.
 * Source: keras.layers.Dropout; Srivastava et al. 2014, where 0.5 is the usual rate.
 */
export default layer('Dropout', {
  family: 'dropout',
  arguments: { rate: number({ min: 0, max: 1, default: 0.5 }), noiseShape: noiseShape() },
  inputs: 'one',
  call: ({ rate, noiseShape }, [input], _, { training, random }) => {
    const x = cast(input!, 'float32');
    return training && rate > 0 ? dropped(x, kept(random, drawn(noiseShape, x.shape), rate), rate) : x;
  },
  mask: sameMask,
  label: ({ rate }) => `${rate}`,
});

/**
 * Sizes of the random numbers, the batch first; −1 (null in files): the size of the input. null: that of the input
 * throughout.
 */
function noiseShape(): Argument<readonly number[] | null> {
  const numbers = integers({ min: -1, default: [] });
  const argument: Argument<readonly number[] | null> = {
    ...numbers,
    default: null,
    parse(value, name) {
      if (value === null) return null;
      const given = Array.isArray(value) ? value.map(size => size ?? -1) : value;
      const sizes = numbers.parse(given, name);
      if (sizes.includes(0)) throw badArgument(name, 'sizes of at least 1, or -1 for that of the input', value);
      return sizes.length === 0 ? null : sizes;
    },
  };
  return inFiles(argument, {
    to: sizes => sizes?.map(size => (size === -1 ? null : size)) ?? null,
    from: json => json,
  });
}

function drawn(wanted: readonly number[] | null, x: Shape): Shape {
  if (wanted === null) return x;
  const fits = (size: number, i: number) => size === -1 || size === 1 || size === x[i];
  if (wanted.length === x.length && wanted.every(fits)) return wanted.map((size, i) => (size === -1 ? x[i]! : size));
  throw new Problem(
    `noiseShape must have 1 or the size of each axis of [${x.join(', ')}] (or -1 for it), received ${wanted.join(', ')}`,
    { argument: 'noiseShape', expected: x, received: wanted },
  );
}
