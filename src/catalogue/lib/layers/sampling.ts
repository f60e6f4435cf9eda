import { add, broadcastTo, cast, checkLimit, constant, type GraphNode, gather, mul, reshape } from '../../../graph';
import { choice } from '../../arguments';
import { layer } from '../../entry';
import { dataFormat, partsOf, sizes } from './windows';

/** Upsampling of sequences, images and volumes. */

/** Repeats each position along an axis `times` times. */
export function repeated(x: GraphNode, axis: number, times: number): GraphNode {
  const [before, length, after] = [x.shape.slice(0, axis), x.shape[axis] as number, x.shape.slice(axis + 1)];
  const each = broadcastTo(reshape(x, [...before, length, 1, ...after]), [...before, length, times, ...after]);
  return reshape(each, [...before, length * times, ...after]);
}

/**
 * Linear interpolation of x along an axis. The center of position p of the result is at (p + ½) / times − ½ of x;
 * beyond the outermost positions their values continue. Source: tf.image.resize(method='bilinear').
 */
function between(x: GraphNode, axis: number, times: number): GraphNode {
  const length = x.shape[axis] as number;
  // two positions and two shares for each place of the result
  checkLimit('constants', 4 * length * times, `places between those of an axis of ${length}`);
  const wide = x.shape.map((_, i) => (i === axis ? length * times : 1));
  const taken = (step: 0 | 1): GraphNode => {
    const places = new Int32Array(length * times);
    const shares = new Float32Array(length * times);
    for (let p = 0; p < places.length; p++) {
      const at = (p + 0.5) / times - 0.5;
      const before = Math.floor(at);
      const share = at - before;
      places[p] = Math.min(Math.max(before + step, 0), length - 1);
      shares[p] = step === 0 ? 1 - share : share;
    }
    return mul(gather(x, constant(places, [places.length], 'int32'), axis), constant(shares, wide));
  };
  return add(taken(0), taken(1));
}

const ways = { nearest: repeated, bilinear: between };

/**
 * A layer that makes images and volumes `size` times larger along each of `rank` axes. Sources: those of the entries.
 */
export const upSamplingLayer = <const W extends readonly (keyof typeof ways)[]>(
  className: string,
  rank: number,
  interpolations: W,
) =>
  layer(className, {
    family: 'reshape',
    arguments: {
      size: sizes(rank, 2),
      dataFormat: dataFormat(),
      ...(interpolations.length > 1 && { interpolation: choice(interpolations, 'nearest') }),
    },
    inputs: 'one',
    call: ({ size, dataFormat, interpolation = 'nearest' }, [input]) => {
      partsOf(rank, dataFormat, input!.shape);
      const from = dataFormat === 'channels_last' ? 1 : 2;
      const larger = ways[interpolation as W[number]];
      return size.reduce((y, times, i) => (times === 1 ? y : larger(y, from + i, times)), cast(input!, 'float32'));
    },
    label: ({ size }) => `× ${size.every(times => times === size[0]) ? size[0] : size.join('×')}`,
  });
