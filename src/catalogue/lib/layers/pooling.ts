import { averagePool, cast, div, type GraphNode, max, maximum, maxPool, mean, sum } from '../../../graph';
import { choice, flag } from '../../arguments';
import { layer } from '../../entry';
import { along, whereThere } from './masking';
import { axes, dataFormat, fromChannelsFirst, padding, partsOf, sizes, sizesOrNone, toChannelsFirst } from './windows';

const pools = { max: maxPool, average: averagePool };
const reductions = { max, average: mean };

/** A pooling layer over `rank` axes. Without strides, windows do not overlap. Sources: those of the entries. */
export const poolingLayer = (className: string, kind: keyof typeof pools, rank: number) =>
  layer(className, {
    family: 'pooling',
    arguments: {
      poolSize: sizes(rank, 2),
      strides: sizesOrNone(rank),
      padding: choice(['valid', 'same'], 'valid'),
      dataFormat: dataFormat(),
    },
    inputs: 'one',
    call: ({ poolSize, strides: given, padding: kind_, dataFormat }, [x]) => {
      const strides = given ?? poolSize;
      const dilations = Array<number>(rank).fill(1);
      const { spatial } = partsOf(rank, dataFormat, x!.shape);
      const pads = padding(kind_, spatial, poolSize, { strides, dilations });
      const input = toChannelsFirst(cast(x!, 'float32'), dataFormat);
      return fromChannelsFirst(pools[kind](input, poolSize, { strides, pads }), dataFormat);
    },
    label: ({ poolSize, strides }) => {
      const own = strides !== null && strides.join() !== poolSize.join();
      return own ? `${poolSize.join('×')} / ${strides.join('×')}` : poolSize.join('×');
    },
  });

/** A layer that reduces each channel to one number. Sources: those of the entries. */
export const globalPoolingLayer = (className: string, kind: keyof typeof reductions, rank: number) =>
  layer(className, {
    family: 'pooling',
    arguments: { dataFormat: dataFormat(), keepdims: flag(false) },
    inputs: 'one',
    call: ({ dataFormat, keepdims }, [x], _, { masks: [mask] }): GraphNode => {
      partsOf(rank, dataFormat, x!.shape);
      const last = dataFormat === 'channels_last';
      const reduced = axes(rank, last ? 1 : 2);
      if (mask && kind === 'average' && rank === 1) return meanThere(x!, mask, last ? 2 : 1, keepdims);
      return reductions[kind](cast(x!, 'float32'), reduced, keepdims);
    },
    label: () => '',
  });

/** The mean over unmasked steps; 0 if there are none. `channels`: the axis that the mask [N, steps] lacks. */
function meanThere(x: GraphNode, mask: GraphNode, channels: number, keepdims: boolean): GraphNode {
  const steps = [3 - channels];
  const there = along(mask, channels);
  const total = sum(whereThere(mask, cast(x, 'float32'), 0, channels), steps, keepdims);
  return div(total, maximum(sum(there, steps, keepdims), 1));
}
