import { cast, constant, type GraphNode, gather, matmul, max, reshape, size } from '../graph';
import { lastAxis } from './axes';
import { layer } from './entry';
import { dataFormat, partsOf, sizes } from './windows';

/**
 * Pools that give as many places as they are told, whatever the size of the input. Window i of n over an axis goes from
 * ⌊i · length / n⌋ to ⌈(i + 1) · length / n⌉: they are as even as can be, and overlap where n does not divide the length.
 *
 *   length 5, n 3:  [0 1] [1 2 3] [3 4]
 */
function windows(length: number, n: number): readonly (readonly [from: number, to: number])[] {
  return Array.from({ length: n }, (_, i) => [Math.floor((i * length) / n), Math.ceil(((i + 1) * length) / n)]);
}

/** The last axis as products with the windows' shares. */
function average(x: GraphNode, n: number): GraphNode {
  const [lead, length] = [x.shape.slice(0, -1), x.shape.at(-1) as number];
  const shares = new Float32Array(length * n);
  for (const [i, [from, to]] of windows(length, n).entries())
    for (let at = from; at < to; at++) shares[at * n + i] = 1 / (to - from);
  const sums = matmul(reshape(x, [size(lead), length]), constant(shares, [length, n]));
  return reshape(sums, [...lead, n]);
}

/** The last axis gathered into windows of one length; a shorter one has its last place again, which changes no maximum. */
function largest(x: GraphNode, n: number): GraphNode {
  const [lead, length] = [x.shape.slice(0, -1), x.shape.at(-1) as number];
  const all = windows(length, n);
  const longest = Math.max(...all.map(([from, to]) => to - from));
  const places = all.flatMap(([from, to]) => Array.from({ length: longest }, (_, i) => Math.min(from + i, to - 1)));
  const taken = gather(x, constant(Int32Array.from(places), [places.length], 'int32'), lead.length);
  return max(reshape(taken, [...lead, n, longest]), [lead.length + 1]);
}

const pools = { average, max: largest };

/** Such a pool over `rank` axes, one axis after the other. Sources: the entries'. */
export const adaptivePoolingLayer = (className: string, kind: keyof typeof pools, rank: number) =>
  layer(className, {
    family: 'pooling',
    arguments: { outputSize: sizes(rank, 1), dataFormat: dataFormat() },
    inputs: 'one',
    call: ({ outputSize, dataFormat }, [x]) => {
      partsOf(className, rank, dataFormat, x!.shape);
      const from = dataFormat === 'channels_last' ? 1 : 2;
      return outputSize.reduce(
        (y, n, i) => lastAxis(pools[kind](lastAxis(y, from + i), n), from + i, true),
        cast(x!, 'float32'),
      );
    },
    label: ({ outputSize }) => `→ ${outputSize.join('×')}`,
  });
