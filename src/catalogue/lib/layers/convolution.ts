import { Problem } from '../../../errors';
import { add, cast, conv, reshape, transpose } from '../../../graph';
import { choice, integer } from '../../arguments';
import { activate, activation } from '../../components';
import { type LayerEntry, layer } from '../../entry';
import { kernelAndBias, kernelAndBiasWeights } from './kernel-and-bias';
import { axes, dataFormat, fromChannelsFirst, padding, partsOf, sizes, toChannelsFirst } from './windows';

const argumentsOf = <const P extends readonly string[]>(rank: number, paddings: P) => ({
  filters: integer({ min: 1, default: 32 }),
  kernelSize: sizes(rank, 3),
  strides: sizes(rank, 1),
  padding: choice<P>(paddings, 'valid'),
  dataFormat: dataFormat(),
  dilationRate: sizes(rank, 1),
  groups: integer({ min: 1, default: 1 }),
  activation: activation('linear'),
  ...kernelAndBias,
});

/** A convolution layer over `rank` axes: y = activation(conv(x, kernel) + bias). Sources: those of the entries. */
export function convolutionLayer<const P extends readonly ('valid' | 'same' | 'causal')[]>(
  className: string,
  rank: number,
  paddings: P,
): LayerEntry<ReturnType<typeof argumentsOf<P>>> {
  return layer(className, {
    family: 'convolution',
    arguments: argumentsOf(rank, paddings),
    inputs: 'one',
    weights: ({ filters, kernelSize, groups, ...args }, x) => {
      const { channels } = partsOf(rank, args.dataFormat, x);
      for (const [name, value] of Object.entries({ channels, filters }))
        if (value % groups !== 0)
          throw new Problem(
            `groups must divide its ${value} ${name === 'channels' ? 'input channels' : name}, received ${groups}`,
            { argument: 'groups', received: groups },
          );
      return kernelAndBiasWeights(args, [...kernelSize, channels / groups, filters], [filters]);
    },
    call: ({ filters, kernelSize, strides, dilationRate: dilations, groups, ...args }, [x], { kernel, bias }) => {
      checkSteps(strides, dilations);
      const { spatial } = partsOf(rank, args.dataFormat, x!.shape);
      const pads = padding(args.padding, spatial, kernelSize, { strides, dilations });
      const turned = transpose(kernel!, [rank + 1, rank, ...axes(rank, 0)]);
      const input = toChannelsFirst(cast(x!, 'float32'), args.dataFormat);
      const sums = fromChannelsFirst(conv(input, turned, { strides, dilations, pads, groups }), args.dataFormat);
      const last = args.dataFormat === 'channels_last';
      const offset = bias && (last ? bias : reshape(bias, [filters, ...Array<number>(rank).fill(1)]));
      return activate(args.activation, offset ? add(sums, offset) : sums);
    },
    label: ({ filters, kernelSize, activation }) =>
      `${filters} ${kernelSize.join('×')}${activation === 'linear' ? '' : ` ${activation}`}`,
  });
}

/** Throws a Problem if both strides and dilation are above 1. */
export function checkSteps(strides: readonly number[], dilations: readonly number[]): void {
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1)
    throw new Problem('strides and dilationRate cannot both be above 1, as in Keras', {
      argument: 'dilationRate',
      received: dilations,
    });
}
