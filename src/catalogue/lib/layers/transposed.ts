import { add, cast, convInputGradient, reshape, transpose } from '../../../graph';
import { elements } from '../../../shape';
import { choice, integer } from '../../arguments';
import { activate, activation } from '../../components';
import { layer } from '../../entry';
import { checkSteps } from './convolution';
import { kernelAndBias, kernelAndBiasWeights } from './kernel-and-bias';
import { axes, dataFormat, fromChannelsFirst, padding, partsOf, sizes, toChannelsFirst } from './windows';

/**
 * A transposed convolution over `rank` axes: a convolution with these strides and windows, applied to the output, has
 * the shape of the input, and the output is its gradient. Sources: those of the entries.
 */
export const transposedLayer = (className: string, rank: number) =>
  layer(className, {
    family: 'convolution',
    arguments: {
      filters: integer({ min: 1, default: 32 }),
      kernelSize: sizes(rank, 3),
      strides: sizes(rank, 1),
      padding: choice(['valid', 'same'], 'valid'),
      dataFormat: dataFormat(),
      dilationRate: sizes(rank, 1),
      activation: activation('linear'),
      ...kernelAndBias,
    },
    inputs: 'one',
    weights: ({ filters, kernelSize, dataFormat, ...args }, x) => {
      const { channels } = partsOf(rank, dataFormat, x);
      const { kernel, ...rest } = kernelAndBiasWeights(args, [...kernelSize, filters, channels], [filters]);
      return { kernel: { ...kernel, fanIn: elements(kernelSize) * channels }, ...rest };
    },
    call: ({ filters, kernelSize, strides, dilationRate: dilations, ...args }, [input], { kernel, bias }) => {
      checkSteps(strides, dilations);
      const { spatial } = partsOf(rank, args.dataFormat, input!.shape);
      const sizes = spatial.map((length, i) => {
        if (args.padding === 'same') return length * strides[i]!;
        const window = (kernelSize[i]! - 1) * dilations[i]! + 1;
        return (length - 1) * strides[i]! + Math.max(window, strides[i]!);
      });
      const pads = padding(args.padding, sizes, kernelSize, { strides, dilations });
      const x = toChannelsFirst(cast(input!, 'float32'), args.dataFormat);
      const turned = transpose(kernel!, [rank + 1, rank, ...axes(rank, 0)]);
      const sums = convInputGradient(x, turned, sizes, { strides, dilations, pads });
      const offset = bias && reshape(bias, [filters, ...Array<number>(rank).fill(1)]);
      // in the layer's own order: softmax is along the last axis
      return activate(args.activation, fromChannelsFirst(offset ? add(sums, offset) : sums, args.dataFormat));
    },
    label: ({ filters, kernelSize, activation }) =>
      `${filters} ${kernelSize.join('×')}${activation === 'linear' ? '' : ` ${activation}`}`,
  });
