import { Problem } from '../../errors';
import { cast, matmul, reshape, size } from '../../graph';
import { flag, inFiles, integers } from '../arguments';
import { layer } from '../entry';
import { axisIn, lastAxis, unit } from '../lib/layers/axes';
import { exactlyTwo } from '../lib/layers/merging';

/**
 * Dot products of two inputs along one axis of each; with `normalize`, the cosine of the angle between them.
 * Shapes: [N, …a, k], [N, …b, k] → [N, …a, …b], where k is at `axes` (one for both, or one for each); [N, k], [N, k] →
 * [N, 1]. Source: keras.layers.Dot.
 */
export default layer('Dot', {
  family: 'merge',
  arguments: {
    axes: inFiles(integers({ length: 2, default: [-1, -1] }), {
      to: ([a, b]) => (a === b ? a : [a, b]),
      from: json => json,
    }),
    normalize: flag(false),
  },
  inputs: 'many',
  call: ({ axes, normalize }, inputs) => {
    const xs = exactlyTwo(inputs).map(x => cast(x, 'float32'));
    const along = xs.map((x, i) => axisIn(axes[i]!, x.shape, 'axes'));
    const [k, l] = xs.map((x, i) => x.shape[along[i]!]);
    if (k !== l)
      throw new Problem(`expects the same size at axes ${axes.join(' and ')} of its inputs, received ${k} and ${l}`, {
        argument: 'axes',
        expected: k,
        received: l,
      });
    const [a, b] = xs.map((x, i) => lastAxis(normalize ? unit(x, [along[i]!], 1e-7) : x, along[i]!));
    const batch = a!.shape[0]!;
    const [left, right] = [a!, b!].map(x => x.shape.slice(1, -1));
    const flat = [a!, b!].map(x => reshape(x, [batch, size(x.shape.slice(1, -1)), k!]));
    const products = matmul(flat[0]!, flat[1]!, { transposeB: true });
    const rest = [...left!, ...right!];
    return reshape(products, [batch, ...(rest.length === 0 ? [1] : rest)]);
  },
  // TensorFlow.js accepts two different axes only if they are counted from the first.
  savedAs: ({ axes, normalize }, ...xs) =>
    axes[0] === axes[1]
      ? null
      : { className: 'Dot', args: { normalize, axes: xs.map((x, i) => axisIn(axes[i]!, x, 'axes')) } },
  label: ({ axes, normalize }) => [`axes ${axes.join(', ')}`, normalize && 'cosine'].filter(Boolean).join(', '),
});
