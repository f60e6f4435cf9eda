import { averagePool, cast, type GraphNode, max, maxPool, mean } from '../graph';
import { choice, flag } from './arguments';
import { layer } from './entry';
import { axes, dataFormat, fromChannelsFirst, padding, partsOf, sizes, sizesOrNone, toChannelsFirst } from './windows';

const pools = { max: maxPool, average: averagePool };
const reductions = { max, average: mean };

/** A pooling layer over `rank` axes. Without strides, windows stand side by side. Sources: the entries'. */
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
      const { spatial } = partsOf(className, rank, dataFormat, x!.shape);
      const pads = padding(kind_, spatial, poolSize, { strides, dilations });
      const input = toChannelsFirst(cast(x!, 'float32'), dataFormat);
      return fromChannelsFirst(pools[kind](input, poolSize, { strides, pads }), dataFormat);
    },
    label: ({ poolSize, strides }) => {
      const own = strides !== null && strides.join() !== poolSize.join();
      return own ? `${poolSize.join('×')} / ${strides.join('×')}` : poolSize.join('×');
    },
  });

/** A layer that leaves one number of each channel. Sources: the entries'. */
export const globalPoolingLayer = (className: string, kind: keyof typeof reductions, rank: number) =>
  layer(className, {
    family: 'pooling',
    arguments: { dataFormat: dataFormat(), keepdims: flag(false) },
    inputs: 'one',
    call: ({ dataFormat, keepdims }, [x]): GraphNode => {
      partsOf(className, rank, dataFormat, x!.shape);
      const reduced = axes(rank, dataFormat === 'channels_last' ? 1 : 2);
      return reductions[kind](cast(x!, 'float32'), reduced, keepdims);
    },
    label: () => '',
  });
