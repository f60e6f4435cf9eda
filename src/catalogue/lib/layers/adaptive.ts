import { cast, checkLimit, constant, type GraphNode, gather, matmul, max, reshape, size } from '../../../graph';
import { layer } from '../../entry';
import { lastAxis } from './axes';
import { dataFormat, partsOf, sizes } from './windows';

/**
 * Pooling to a given output size, whatever the size of the input. Window i of n along an axis goes from ⌊i · length /
 * n⌋ to ⌈(i + 1) · length / n⌉: windows are as even as possible, and overlap if n does not divide the length.
 *
 *   length 5, n 3:  [0 1] [1 2 3] [3 4]
 */
function windows(length: number, n: number): { readonly from: Int32Array; readonly to: Int32Array } {
  checkLimit('constants', n, 'an axis of windows');
  const [from, to] = [new Int32Array(n), new Int32Array(n)];
  for (let i = 0; i < n; i++) {
    from[i] = Math.floor((i * length) / n);
    to[i] = Math.ceil(((i + 1) * length) / n);
  }
  return { from, to };
}

/** The means along the last axis, as products with the windows' weights. */
function average(x: GraphNode, n: number): GraphNode {
  const [lead, length] = [x.shape.slice(0, -1), x.shape.at(-1) as number];
  checkLimit('constants', length * n, `the shares of ${n} windows of an axis of ${length}`);
  const shares = new Float32Array(length * n);
  const { from, to } = windows(length, n);
  for (let i = 0; i < n; i++) for (let at = from[i]!; at < to[i]!; at++) shares[at * n + i] = 1 / (to[i]! - from[i]!);
  const sums = matmul(reshape(x, [size(lead), length]), constant(shares, [length, n]));
  return reshape(sums, [...lead, n]);
}

/**
 * Gathers the last axis into windows of one length; a shorter window repeats its last position, which changes no
 * maximum.
 */
function largest(x: GraphNode, n: number): GraphNode {
  const [lead, length] = [x.shape.slice(0, -1), x.shape.at(-1) as number];
  const { from, to } = windows(length, n);
  const longest = to.reduce((most, end, i) => Math.max(most, end - from[i]!), 0);
  checkLimit('constants', n * longest, `the places of ${n} windows of an axis of ${length}`);
  const places = new Int32Array(n * longest);
  for (let i = 0; i < n; i++)
    for (let at = 0; at < longest; at++) places[i * longest + at] = Math.min(from[i]! + at, to[i]! - 1);
  const taken = gather(x, constant(places, [places.length], 'int32'), lead.length);
  return max(reshape(taken, [...lead, n, longest]), [lead.length + 1]);
}

const pools = { average, max: largest };

/** An adaptive pooling layer over `rank` axes, one axis after another. Sources: those of the entries. */
export const adaptivePoolingLayer = (className: string, kind: keyof typeof pools, rank: number) =>
  layer(className, {
    family: 'pooling',
    arguments: { outputSize: sizes(rank, 1), dataFormat: dataFormat() },
    inputs: 'one',
    call: ({ outputSize, dataFormat }, [x]) => {
      partsOf(rank, dataFormat, x!.shape);
      const from = dataFormat === 'channels_last' ? 1 : 2;
      return outputSize.reduce(
        (y, n, i) => lastAxis(pools[kind](lastAxis(y, from + i), n), from + i, true),
        cast(x!, 'float32'),
      );
    },
    label: ({ outputSize }) => `→ ${outputSize.join('×')}`,
  });
