import { add, cast, conv, type GraphNode, reshape, transpose } from '../../../graph';
import { elements } from '../../../shape';
import type { Arguments } from '../../arguments';
import { choice, flag, integer } from '../../arguments';
import { activate, activation, constraint, initializer, regularizer } from '../../components';
import { layer, type WeightSpec } from '../../entry';
import { weight } from '../../weights';
import { checkSteps } from './convolution';
import { axes, dataFormat, fromChannelsFirst, padding, partsOf, sizes, toChannelsFirst } from './windows';

/** Convolutions of each channel separately. Sources: those of the entries. */

const windowArguments = (rank: number) => ({
  kernelSize: sizes(rank, 3),
  strides: sizes(rank, 1),
  padding: choice(['valid', 'same'], 'valid'),
  dataFormat: dataFormat(),
  dilationRate: sizes(rank, 1),
  depthMultiplier: integer({ min: 1, default: 1 }),
  activation: activation('linear'),
  useBias: flag(true),
});
type Window = Arguments<ReturnType<typeof windowArguments>>;

/**
 * Convolves each channel of x with its own `depthMultiplier` filters: kernel [...window, channels, multiplier] → [N,
 * channels · multiplier, …windows], the filters of the first channel first.
 */
function depthwise(rank: number, args: Window, input: GraphNode, kernel: GraphNode): GraphNode {
  const { kernelSize, strides, dilationRate: dilations } = args;
  checkSteps(strides, dilations);
  const { spatial, channels } = partsOf(rank, args.dataFormat, input.shape);
  const pads = padding(args.padding, spatial, kernelSize, { strides, dilations });
  const turned = transpose(kernel, [rank, rank + 1, ...axes(rank, 0)]);
  const filters = reshape(turned, [channels * args.depthMultiplier, 1, ...kernelSize]);
  const x = toChannelsFirst(cast(input, 'float32'), args.dataFormat);
  return conv(x, filters, { strides, dilations, pads, groups: channels });
}

/** Adds bias and activation, and restores the order of axes. */
function finished(y: GraphNode, rank: number, args: Window, bias: GraphNode | undefined): GraphNode {
  const wide = bias && reshape(bias, [bias.shape[0]!, ...Array<number>(rank).fill(1)]);
  // in the layer's own order: softmax is along the last axis
  return activate(args.activation, fromChannelsFirst(wide ? add(y, wide) : y, args.dataFormat));
}

/** The filters of each channel, which read that channel only. */
const eachChannel = (
  args: Parameters<typeof weight<'depthwise'>>[1],
  kernelSize: readonly number[],
  channels: number,
  multiplier: number,
): WeightSpec => ({
  ...weight('depthwise', args, [...kernelSize, channels, multiplier]),
  fanIn: elements(kernelSize),
});

export const depthwiseLayer = (className: string, rank: number) =>
  layer(className, {
    family: 'convolution',
    arguments: {
      ...windowArguments(rank),
      depthwiseInitializer: initializer('GlorotUniform'),
      biasInitializer: initializer('Zeros'),
      depthwiseRegularizer: regularizer(),
      biasRegularizer: regularizer(),
      depthwiseConstraint: constraint(),
      biasConstraint: constraint(),
    },
    inputs: 'one',
    weights: ({ kernelSize, depthMultiplier, useBias, dataFormat, ...args }, x): Record<string, WeightSpec> => {
      const { channels } = partsOf(rank, dataFormat, x);
      return {
        kernel: eachChannel(args, kernelSize, channels, depthMultiplier),
        ...(useBias && {
          bias: weight('bias', args, [channels * depthMultiplier]),
        }),
      };
    },
    call: (args, [x], { kernel, bias }) => finished(depthwise(rank, args, x!, kernel!), rank, args, bias),
    label: ({ kernelSize, activation }) => `${kernelSize.join('×')}${activation === 'linear' ? '' : ` ${activation}`}`,
    savedWeights: { kernel: 'depthwise_kernel' },
  });

export const separableLayer = (className: string, rank: number) =>
  layer(className, {
    family: 'convolution',
    arguments: {
      filters: integer({ min: 1, default: 32 }),
      ...windowArguments(rank),
      depthwiseInitializer: initializer('GlorotUniform'),
      pointwiseInitializer: initializer('GlorotUniform'),
      biasInitializer: initializer('Zeros'),
      depthwiseRegularizer: regularizer(),
      pointwiseRegularizer: regularizer(),
      biasRegularizer: regularizer(),
      depthwiseConstraint: constraint(),
      pointwiseConstraint: constraint(),
      biasConstraint: constraint(),
    },
    inputs: 'one',
    weights: ({ filters, kernelSize, depthMultiplier, useBias, dataFormat, ...args }, x) => {
      const { channels } = partsOf(rank, dataFormat, x);
      const one = Array<number>(rank).fill(1);
      return {
        depthwise_kernel: eachChannel(args, kernelSize, channels, depthMultiplier),
        pointwise_kernel: weight('pointwise', args, [...one, channels * depthMultiplier, filters]),
        ...(useBias && {
          bias: weight('bias', args, [filters]),
        }),
      };
    },
    call: (args, [x], { depthwise_kernel: each, pointwise_kernel: across, bias }) => {
      const apart = depthwise(rank, args, x!, each!);
      const mixed = conv(apart, transpose(across!, [rank + 1, rank, ...axes(rank, 0)]));
      return finished(mixed, rank, args, bias);
    },
    label: ({ filters, kernelSize, activation }) =>
      `${filters} ${kernelSize.join('×')}${activation === 'linear' ? '' : ` ${activation}`}`,
  });
